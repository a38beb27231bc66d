// Passkeys: forms with data-passkey="add", "use" or "login" ask the device, put its answer into the field `credential`, and go.
// Options come from a <script type="application/json" id="js_data"> on the page, or for "login" from the form's own address.
(() => {
  async function options(form) {
    const data = document.getElementById('js_data')
    if (form.dataset.passkey !== 'login') return JSON.parse(data.textContent)
    const response = await fetch(form.action, { headers: { Accept: 'application/json', 'X-Requested-With': 'XMLHttpRequest' } })
    if (!response.ok) throw new Error(`no options: ${response.status}`)
    return response.json()
  }

  async function answer(form) {
    const found = await options(form)
    if (form.dataset.passkey !== 'add') return window.webauthnJSON.get(found.request_options)
    const wanted = found.creation_options
    wanted.publicKey.authenticatorSelection = {
      ...wanted.publicKey.authenticatorSelection,
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'required'
    }
    return window.webauthnJSON.create(wanted)
  }

  for (const form of document.querySelectorAll('form[data-passkey]')) {
    if (!window.PublicKeyCredential) continue
    form.hidden = false
    let answered = false
    form.addEventListener('submit', async event => {
      const field = form.elements.credential
      if (answered) return
      event.preventDefault()
      const error = form.querySelector('[data-passkey-error]')
      if (error) error.hidden = true
      try {
        field.value = JSON.stringify(await answer(form))
        answered = true
        form.submit()
      } catch {
        if (error) error.hidden = false
      }
    })
  }
})()
