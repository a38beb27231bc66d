// A form with data-keep="name": what is filled in stays in this browser until it arrived. An element with data-forget="name" says that it did.
for (const done of document.querySelectorAll('[data-forget]')) {
  try { localStorage.removeItem(`form:${done.dataset.forget}`) } catch { /* this browser keeps nothing */ }
}

for (const form of document.querySelectorAll('form[data-keep]')) {
  const name = `form:${form.dataset.keep}`
  const fields = () => [...form.elements].filter((field) => field.name && field.type !== 'hidden' && field.type !== 'submit')
  const chosen = (field) => field.type === 'radio' || field.type === 'checkbox'

  const keep = () => {
    const said = fields().filter((field) => (chosen(field) ? field.checked : field.value)).map((field) => [field.name, field.value])
    try { localStorage.setItem(name, JSON.stringify(said)) } catch { /* this browser keeps nothing */ }
  }

  try {
    const said = JSON.parse(localStorage.getItem(name) || '[]')
    for (const field of fields()) {
      const own = said.filter(([key]) => key === field.name).map(([, value]) => value)
      if (!own.length) continue
      if (chosen(field)) field.checked = own.includes(field.value)
      else if (!field.value) field.value = own[0]
    }
    const told = form.querySelector('[data-kept]')
    if (told && said.length) told.hidden = false
  } catch { /* nothing that can be read: the form begins empty */ }
  form.addEventListener('input', keep)
  form.addEventListener('change', keep)
}
