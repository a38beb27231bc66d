"""The words by which people's spreadsheets call what the program knows, in the languages of those who send them.

One line a target and language: `words_of()` gives folded heading → (target, language). A heading of two parts ("Téléphone du représentant
légal") is taken apart by `columns.py`: the function stands in FUNCTIONS, what is kept of the person in PERSON.
"""

import re
import unicodedata
from functools import cache

# target → language → headings, divided by a bar. Accents, capitals and signs do not matter.
ORGANISATION = {
    "key": "en: key of the organisation|organisation key",
    "name": """en: organisation|organization|organisation name|name of organisation|member|member organisation|company|association|structure name
        fr: organisme|organisation|structure|association|nom de l organisation|nom de la structure|raison sociale abregee|denomination|nom du membre|nom de l association|etablissement|membre|adherent|entreprise
        de: organisation|name der organisation|verein|mitglied|mitgliedsorganisation|firma|einrichtung|trager|unternehmen
        es: organizacion|entidad|nombre de la entidad|nombre de la organizacion|asociacion|miembro|socio|empresa
        it: organizzazione|ente|nome dell organizzazione|denominazione|associazione|socio|membro|cooperativa|azienda
        nl: organisatie|naam organisatie|vereniging|lid|lidorganisatie|bedrijf|instelling
        pt: organizacao|entidade|nome da organizacao|associacao|membro|associado|empresa|instituicao
        ro: organizatie|organizatia|denumire|denumirea|denumire organizatie|asociatie|membru|firma|numele organizatiei
        hu: szervezet|szervezet neve|egyesulet|tag|tagszervezet|ceg|intezmeny
        sk: organizacia|nazov organizacie|nazov|clen|clenska organizacia|zdruzenie|podnik
        cs: organizace|nazev organizace|nazev|clen|sdruzeni|firma|podnik
        sr: organizacija|naziv organizacije|naziv|clan|udruzenje|preduzece|firma
        hr: organizacija|naziv organizacije|udruga|tvrtka
        sl: organizacija|ime organizacije|zveza|podjetje
        pl: organizacja|nazwa organizacji|nazwa|stowarzyszenie|czlonek|firma""",
    "legal_name": """en: legal name|official name|registered name|full legal name
        fr: nom legal|raison sociale|denomination sociale|nom officiel|nom juridique
        de: rechtlicher name|offizieller name|firmenname|vollstandiger name
        es: razon social|nombre legal|denominacion social
        it: ragione sociale|denominazione sociale|nome legale
        nl: statutaire naam|juridische naam|officiele naam
        pt: razao social|denominacao social|nome legal
        ro: denumire legala|denumirea oficiala|nume legal
        hu: hivatalos nev|teljes nev jogi|jogi nev
        sk: pravny nazov|oficialny nazov|obchodne meno
        cs: pravni nazev|oficialni nazev|obchodni jmeno
        sr: pravni naziv|zvanicni naziv|poslovno ime
        pl: nazwa prawna|pelna nazwa""",
    "easy_name": "en: name in easy words|easy name|short name|acronym\nfr: nom court|sigle|acronyme|nom facile\nde: kurzname|abkurzung\nes: nombre corto|siglas|acronimo\nit: nome breve|sigla|acronimo\nnl: korte naam|afkorting|acroniem\npt: nome curto|sigla\nro: prescurtare|acronim\nhu: rovid nev|rovidites\nsk: skratka|kratky nazov\ncs: zkratka\nsr: skraceni naziv|skracenica\npl: skrot|nazwa skrocona",
    "kind": "en: kind|type|organisation type|type of organisation|legal type\nfr: type|genre|type d organisation|type de structure|nature\nde: art|typ|organisationstyp\nes: tipo|tipo de entidad\nit: tipo|tipologia|tipo di ente\nnl: soort|type organisatie\npt: tipo de organizacao\nro: tip|tipul organizatiei\nhu: tipus|szervezet tipusa\nsk: typ|druh|typ organizacie\ncs: druh organizace\nsr: tip|vrsta|tip organizacije\npl: rodzaj|typ organizacji",
    "country": "en: country|land|nation\nfr: pays\nde: land|staat\nes: pais\nit: paese|nazione|stato\nnl: land\npt: pais\nro: tara\nhu: orszag\nsk: krajina|stat\ncs: zeme\nsr: drzava|zemlja\nhr: drzava|zemlja\nsl: drzava\npl: kraj|panstwo",
    "region": "en: region|nuts|nuts code|region nuts\nfr: region|code nuts\nde: region|nuts code\nes: region|codigo nuts\nit: regione|codice nuts\nnl: regio|nuts code\npt: regiao\nro: regiune|regiunea\nhu: regio\nsk: region|kraj nuts\nsr: regija|region\npl: region",
    "place": "en: place|city|town|locality|seat\nfr: ville|localite|commune|siege|lieu\nde: ort|stadt|sitz\nes: ciudad|localidad|poblacion|municipio\nit: citta|comune|localita|sede\nnl: plaats|stad|gemeente|woonplaats\npt: cidade|localidade|municipio|concelho\nro: oras|localitate|orasul\nhu: varos|helyseg|telepules\nsk: mesto|obec|sidlo\ncs: mesto|obec|sidlo\nsr: grad|mesto|sediste\nhr: grad|mjesto\nsl: kraj|mesto\npl: miasto|miejscowosc",
    "address": "en: address|postal address|street|street address\nfr: adresse|adresse postale|rue\nde: adresse|anschrift|postanschrift|strasse\nes: direccion|domicilio|calle\nit: indirizzo|via\nnl: adres|postadres|straat\npt: morada|endereco|rua\nro: adresa|strada|adresa postala\nhu: cim|postacim|utca\nsk: adresa|ulica|postova adresa\ncs: adresa|ulice\nsr: adresa|ulica\nhr: adresa|ulica\nsl: naslov|ulica\npl: adres|ulica",
    "postcode": "en: postcode|postal code|zip|zip code\nfr: code postal|cp\nde: plz|postleitzahl\nes: codigo postal\nit: cap|codice postale\nnl: postcode\npt: codigo postal\nro: cod postal\nhu: iranyitoszam\nsk: psc\ncs: psc\nsr: postanski broj\npl: kod pocztowy",
    "website": "en: website|web site|web|homepage|url|web page|site|internet\nfr: site|site web|site internet|page web\nde: webseite|website|homepage|internetseite\nes: sitio web|pagina web|web\nit: sito|sito web|sito internet\nnl: website|webpagina|webadres\npt: sitio|pagina web|site\nro: site|pagina web|site web\nhu: honlap|weboldal|weblap\nsk: web|webova stranka|internetova stranka\ncs: webove stranky|web\nsr: veb sajt|sajt|internet stranica|web stranica\npl: strona|strona www|strona internetowa|www",
    "email": "en: general e mail|general email|organisation e mail|organisation email|office e mail\nfr: e mail general|courriel general|e mail de l organisation\nde: allgemeine e mail|e mail der organisation\nes: correo general|email general|correo de la entidad\nit: e mail generale|email ente\nnl: algemeen e mailadres|e mail organisatie\npt: e mail geral|email geral\nro: email general|e mail organizatie\nhu: kozponti e mail|szervezet e mail\nsk: vseobecny e mail|e mail organizacie\nsr: opsti e mail|e mail organizacije\npl: ogolny e mail|e mail organizacji",
    "phone": "en: general telephone|organisation telephone|organisation phone|switchboard\nfr: telephone general|standard|telephone de l organisation\nde: zentrale|telefon der organisation\nes: telefono general\nit: telefono generale|centralino\nnl: algemeen telefoonnummer\npt: telefone geral\nro: telefon general|telefon organizatie\nhu: kozponti telefon\nsk: telefon organizacie\nsr: telefon organizacije",
    "founded": "en: founded|founded in|year founded|year of foundation|established\nfr: fondee en|annee de creation|annee de fondation|fondation|cree en|creee en\nde: gegrundet|grundungsjahr|gegrundet im jahr\nes: fundada en|ano de fundacion|ano de constitucion\nit: fondata nel|anno di fondazione|anno di costituzione\nnl: opgericht|oprichtingsjaar|opgericht in\npt: fundada em|ano de fundacao\nro: infiintata in|anul infiintarii|an infiintare\nhu: alapitas eve|alapitva\nsk: rok zalozenia|zalozena\ncs: rok zalozeni|zalozeno\nsr: godina osnivanja|osnovana\nhr: godina osnivanja\nsl: leto ustanovitve\npl: rok zalozenia",
    "languages": "en: languages|working languages\nfr: langues|langues de travail\nde: sprachen|arbeitssprachen\nes: idiomas|lenguas\nit: lingue\nnl: talen\npt: linguas\nro: limbi\nhu: nyelvek\nsk: jazyky\ncs: jazyky\nsr: jezici\npl: jezyki",
    "sectors": "en: sectors|sector|fields of activity\nfr: secteurs|secteur|secteur d activite|domaines d activite\nde: branchen|branche|sektoren|tatigkeitsfelder\nes: sectores|sector|ambito\nit: settori|settore|ambiti\nnl: sectoren|sector\npt: setores|setor\nro: sectoare|sector|domenii de activitate\nhu: agazatok|agazat|szektor\nsk: sektory|sektor|odvetvie\ncs: odvetvi|obor\nsr: sektori|sektor|delatnost\npl: sektory|branza",
    "description": "en: description|what it does|about|activities|mission\nfr: description|ce qu elle fait|activites|presentation|mission\nde: beschreibung|tatigkeit|uber uns\nes: descripcion|actividades|que hace\nit: descrizione|attivita|cosa fa\nnl: beschrijving|omschrijving|activiteiten\npt: descricao|atividades\nro: descriere|activitati\nhu: leiras|tevekenyseg\nsk: popis|cinnost\ncs: popis|cinnost\nsr: opis|delatnosti\npl: opis|dzialalnosc",
    "numbers.vat": "en: vat|vat number|vat no|tax number|tax id\nfr: tva|numero de tva|n tva|no tva\nde: ust id|ust idnr|umsatzsteuer id|mwst nummer|uid\nes: nif|cif|numero de iva|iva\nit: partita iva|p iva|piva\nnl: btw|btw nummer\npt: nif iva|numero de iva|nipc|contribuinte\nro: cui|cif|cod fiscal|cod tva\nhu: adoszam|afa szam\nsk: ic dph|dic|ic dph dic\ncs: dic\nsr: pib|poreski broj\nhr: oib\npl: nip",
    "numbers.pic": "en: pic|pic number|participant identification code\nfr: numero pic|code pic\nde: pic nummer",
    "numbers.oid": "en: oid|oid number|organisation id|erasmus oid\nfr: numero oid|code oid",
    "numbers.transparency": "en: transparency register|transparency register number|transparency number\nfr: registre de transparence|numero au registre de transparence\nde: transparenzregister\nes: registro de transparencia\nit: registro per la trasparenza\nnl: transparantieregister",
    "numbers.registration": "en: registration number|registration no|company number|register number\nfr: siret|siren|numero d entreprise|numero rna|numero d enregistrement|bce\nde: registernummer|vereinsregister|handelsregisternummer|vr nummer\nes: numero de registro\nit: codice fiscale|numero di registro|rea\nnl: kvk|kvk nummer|ondernemingsnummer\npt: numero de registo\nro: nr inregistrare|numar de inregistrare|nr reg com\nhu: nyilvantartasi szam|cegjegyzekszam\nsk: ico|registracne cislo\ncs: ico|registracni cislo\nsr: maticni broj|registarski broj\nhr: mbo|maticni broj\npl: krs|regon",
}
MEMBERSHIP = {
    "membership.category": "en: category|membership category|member category|membership type|status\nfr: categorie|categorie de membre|type d adhesion|statut\nde: kategorie|mitgliedskategorie|mitgliedsart|status\nes: categoria|tipo de socio|estado\nit: categoria|tipo di socio|categoria di socio\nnl: categorie|lidmaatschap|soort lid\npt: categoria|tipo de associado\nro: categorie|categoria|categorie membru|statut\nhu: kategoria|tagsag tipusa|tagsagi kategoria\nsk: kategoria|kategoria clenstva|druh clenstva\ncs: kategorie|druh clenstvi\nsr: kategorija|kategorija clanstva|status\nhr: kategorija\nsl: kategorija|vrsta clanstva\npl: kategoria|rodzaj czlonkostwa",
    "membership.number": "en: member number|member no|membership number|number\nfr: numero de membre|n membre|n d adherent|n de membre|no d adherent|no de membre|numero d adherent|no membre\nde: mitgliedsnummer|mitglieds nr|mitglied nr\nes: numero de socio|n socio\nit: numero socio|n socio|tessera\nnl: lidnummer|lidmaatschapsnummer\npt: numero de socio|n associado\nro: numar membru|nr membru|numarul membrului\nhu: tagsagi szam|tagszam\nsk: clenske cislo|cislo clena\ncs: clenske cislo\nsr: clanski broj|broj clana\nhr: clanski broj\nsl: clanska stevilka\npl: numer czlonkowski",
    "membership.since": "en: member since|since|joined|joining date|date of joining|membership since|membership start|start of membership|member from|admitted on\nfr: membre depuis|depuis|date d adhesion|adhesion|adherent depuis|debut d adhesion|debut de l adhesion|date d entree|date d admission\nde: mitglied seit|seit|beitritt|beitrittsdatum|eintritt|eintrittsdatum|mitgliedschaft seit|beginn der mitgliedschaft|mitgliedsbeginn|aufnahmedatum\nes: socio desde|miembro desde|desde|fecha de alta|alta|fecha de ingreso|inicio de la afiliacion\nit: socio dal|membro dal|dal|data di adesione|adesione|data di ammissione|inizio adesione\nnl: lid sinds|sinds|datum toetreding\npt: socio desde|membro desde|desde|data de adesao\nro: membru din|membru din data|din|data aderarii\nhu: tag mikortol|tagsag kezdete|csatlakozas|tagsag kezdete datum|belepes|mikortol\nsk: clenom od|clen od|od|datum vstupu\ncs: clenem od|clen od|datum vstupu\nsr: clan od|od|datum pristupanja\nhr: clan od\nsl: clan od\npl: czlonek od|data przystapienia",
    "membership.until": "en: member until|until|membership ended|left on|membership end|end of membership\nfr: membre jusqu au|jusqu au|fin d adhesion|fin de l adhesion|date de sortie|date de depart\nde: mitglied bis|bis|austritt|austrittsdatum|ende der mitgliedschaft|mitgliedschaft bis\nes: socio hasta|hasta|baja\nit: socio fino al|fino al|uscita\nnl: lid tot|tot\npt: membro ate|ate\nro: membru pana la|pana la\nhu: tagsag vege|kilepes\nsk: clen do|do\nsr: clan do|do\npl: czlonek do|do",
    "membership.balance": "en: opening balance|balance|fee balance|amount due|owes|fees owed|open amount\nfr: solde|solde d ouverture|reste a payer|cotisation due\nde: saldo|eroffnungssaldo|offener betrag|offen|ruckstand\nes: saldo|saldo inicial|cuota pendiente\nit: saldo|saldo iniziale|quota dovuta\nnl: saldo|beginsaldo|openstaand bedrag\npt: saldo|saldo inicial|quota em divida\nro: sold|sold initial|cotizatie restanta\nhu: egyenleg|nyito egyenleg|tartozas|tagdij tartozas\nsk: zostatok|pociatocny zostatok|dlh|nedoplatok\ncs: zustatek|nedoplatek\nsr: saldo|pocetno stanje|dug\npl: saldo|zaleglosc",
    "membership.currency": "en: currency\nfr: devise|monnaie\nde: wahrung\nes: moneda|divisa\nit: valuta|divisa\nnl: valuta|munt|munteenheid\npt: moeda\nro: moneda|valuta\nhu: penznem|deviza\nsk: mena\ncs: mena\nsr: valuta\nhr: valuta\nsl: valuta\npl: waluta",
}
PERSON = {
    "key": "en: key of the person|person key",
    "name": "en: person|contact|contact person|full name|name of contact\nfr: personne|contact|personne de contact|prenom nom|nom complet|nom et prenom\nde: person|ansprechpartner|ansprechperson|kontakt|kontaktperson|vollstandiger name\nes: persona|contacto|persona de contacto|nombre completo|nombre y apellidos\nit: persona|contatto|referente|nome completo|nome e cognome|persona di riferimento\nnl: persoon|contactpersoon|contact|volledige naam\npt: pessoa|contacto|pessoa de contacto|nome completo\nro: persoana|persoana de contact|contact|nume complet|nume si prenume\nhu: szemely|kapcsolattarto|kontakt|teljes nev|kapcsolattarto neve\nsk: osoba|kontaktna osoba|kontakt|meno a priezvisko\ncs: osoba|kontaktni osoba|kontakt|jmeno a prijmeni\nsr: osoba|kontakt osoba|kontakt|ime i prezime\nhr: osoba|kontakt osoba\nsl: oseba|kontaktna oseba|ime in priimek\npl: osoba|osoba kontaktowa|imie i nazwisko",
    "first": "en: first name|given name|forename\nfr: prenom\nde: vorname\nes: nombre de pila|nombre propio\nit: nome proprio|nome di battesimo\nnl: voornaam\npt: nome proprio|primeiro nome\nro: prenume\nhu: keresztnev|utonev\nsk: krstne meno|meno osoby\ncs: krestni jmeno|jmeno\nsr: licno ime\npl: imie",
    "last": "en: last name|surname|family name\nfr: nom de famille\nde: nachname|familienname\nes: apellidos|apellido\nit: cognome\nnl: achternaam|familienaam\npt: apelido|sobrenome\nro: nume de familie|numele de familie\nhu: vezeteknev|csaladnev\nsk: priezvisko\ncs: prijmeni\nsr: prezime\nhr: prezime\nsl: priimek\npl: nazwisko",
    "email": "en: e mail|email|mail|e mail address|email address\nfr: e mail|courriel|mail|adresse e mail|email|mel\nde: e mail|email|mail|e mail adresse\nes: correo|correo electronico|email|e mail\nit: e mail|email|posta elettronica|mail\nnl: e mail|e mailadres|email|emailadres\npt: e mail|email|correio eletronico\nro: e mail|email|adresa e mail|posta electronica\nhu: e mail|email|e mail cim|emailcim\nsk: e mail|email|e mailova adresa\ncs: e mail|email\nsr: e mail|email|mejl|imejl|e posta|elektronska posta\nhr: e mail|e posta\nsl: e posta|e naslov\npl: e mail|email|adres e mail|poczta",
    "phone": "en: telephone|phone|mobile|tel|phone number|telephone number\nfr: telephone|tel|portable|numero de telephone|mobile\nde: telefon|tel|handy|telefonnummer|mobil\nes: telefono|movil|tel\nit: telefono|cellulare|tel\nnl: telefoon|tel|mobiel|telefoonnummer\npt: telefone|telemovel|tel\nro: telefon|mobil|tel|numar de telefon\nhu: telefon|mobil|tel|telefonszam\nsk: telefon|mobil|tel|telefonne cislo\ncs: telefon|mobil|tel\nsr: telefon|mobilni|tel|broj telefona\nhr: telefon|mobitel\nsl: telefon|telefonska stevilka\npl: telefon|tel|numer telefonu",
    "title": "en: job title|position|title|job|what they do\nfr: poste|titre|intitule du poste\nde: titel|berufsbezeichnung\nes: cargo|puesto\nit: ruolo|carica|qualifica\nnl: functietitel|beroep\npt: cargo\nro: functie titlu|post\nhu: beosztas|munkakor\nsk: pozicia|pracovna pozicia\ncs: pozice\nsr: radno mesto|pozicija|zvanje\npl: stanowisko",
    "function": "en: function|functions|role|roles\nfr: fonction|fonctions|role\nde: funktion|funktionen|rolle\nes: funcion|funciones|rol\nit: funzione|funzioni\nnl: functie|functies|rol\npt: funcao|funcoes|papel\nro: functie|functia|functii|rol\nhu: funkcio|szerep|tisztseg\nsk: funkcia|funkcie|uloha\ncs: funkce|role\nsr: funkcija|funkcije|uloga\npl: funkcja|rola",
    "language": "en: language|preferred language\nfr: langue|langue preferee\nde: sprache\nes: idioma|lengua\nit: lingua\nnl: taal\npt: idioma|lingua\nro: limba\nhu: nyelv\nsk: jazyk\ncs: jazyk\nsr: jezik\npl: jezyk",
}
FUNCTIONS = {
    "representative": "en: legal representative|representative|director|president|chair|signatory\nfr: representant legal|representant|representante legale|directeur|directrice|president|presidente\nde: gesetzlicher vertreter|gesetzliche vertreterin|vertreter|vertretungsberechtigt|geschaftsfuhrung|vorstand|vorsitz\nes: representante legal|representante|director|directora|presidente|presidenta\nit: rappresentante legale|legale rappresentante|rappresentante|presidente|direttore\nnl: wettelijk vertegenwoordiger|vertegenwoordiger|directeur|voorzitter\npt: representante legal|representante|diretor|presidente\nro: reprezentant legal|reprezentantul legal|reprezentant|director|presedinte\nhu: torvenyes kepviselo|kepviselo|igazgato|elnok\nsk: statutar|statutarny zastupca|zastupca|riaditel|predseda\ncs: statutarni zastupce|zastupce|reditel|predseda\nsr: zakonski zastupnik|zastupnik|direktor|predsednik\nhr: zakonski zastupnik|ravnatelj|predsjednik\nsl: zakoniti zastopnik|zastopnik|direktor\npl: przedstawiciel prawny|przedstawiciel|dyrektor|prezes",
    "delegate": "en: voting delegate|delegate|voter\nfr: delegue|delegue votant|deleguee|votant\nde: delegierte|delegierter|stimmberechtigt|stimmberechtigte\nes: delegado|delegada|votante\nit: delegato|delegata|delegato al voto\nnl: afgevaardigde|stemgerechtigde|gedelegeerde\npt: delegado|delegada\nro: delegat|delegat cu drept de vot\nhu: kuldott|szavazo kuldott\nsk: delegat|hlasujuci delegat\ncs: delegat\nsr: delegat|delegat za glasanje\npl: delegat",
    "deputy": "en: deputy|substitute|alternate\nfr: suppleant|suppleante|adjoint\nde: stellvertretung|stellvertreter|ersatzdelegierte\nes: suplente\nit: supplente|sostituto\nnl: plaatsvervanger\npt: suplente\nro: supleant|inlocuitor\nhu: helyettes|pothkuldott|potkuldott\nsk: nahradnik\ncs: nahradnik\nsr: zamenik|zamenik delegata\npl: zastepca",
    "invoices": "en: invoices|invoice|invoicing|billing|accounting|receives invoices|finance\nfr: factures|facture|facturation|recoit les factures|comptabilite|comptable\nde: rechnungen|rechnung|rechnungsempfanger|buchhaltung\nes: facturas|factura|facturacion|contabilidad\nit: fatture|fattura|fatturazione|amministrazione|contabilita\nnl: facturen|factuur|facturatie|boekhouding\npt: faturas|fatura|faturacao|contabilidade\nro: facturi|factura|facturare|contabilitate\nhu: szamlak|szamla|szamlazas|konyveles|penzugy\nsk: faktury|faktura|fakturacia|uctovnictvo\ncs: faktury|faktura|fakturace|ucetnictvi\nsr: fakture|faktura|racuni|racunovodstvo\npl: faktury|faktura|ksiegowosc",
    "communication": "en: communication|communications|press|newsletter\nfr: communication|presse\nde: kommunikation|presse|offentlichkeitsarbeit\nes: comunicacion|prensa\nit: comunicazione|stampa\nnl: communicatie|pers\npt: comunicacao|imprensa\nro: comunicare|presa\nhu: kommunikacio|sajto\nsk: komunikacia|tlac\ncs: komunikace|tisk\nsr: komunikacija|odnosi s javnoscu\npl: komunikacja|prasa",
}
FIGURES = {
    "turnover": "en: turnover|revenue|income\nfr: chiffre d affaires|ca|recettes\nde: umsatz|erlose\nes: facturacion anual|volumen de negocios|ingresos\nit: fatturato|ricavi|volume d affari\nnl: omzet|baten\npt: volume de negocios|receitas\nro: cifra de afaceri|venituri\nhu: arbevetel|forgalom|bevetel\nsk: obrat|trzby\ncs: obrat|trzby\nsr: promet|prihod|prihodi\nhr: promet|prihod\nsl: promet|prihodki\npl: obrot|przychod|przychody",
    "staff": "en: staff|employees|number of employees|number of staff\nfr: salaries|personnel|effectif|effectifs|nombre de salaries\nde: mitarbeitende|mitarbeiter|beschaftigte|personal\nes: personal|empleados|trabajadores|plantilla\nit: personale|dipendenti|addetti\nnl: personeel|medewerkers|werknemers\npt: pessoal|empregados|funcionarios\nro: angajati|personal|numar angajati\nhu: munkatarsak|alkalmazottak|letszam|dolgozok|alkalmazottak szama\nsk: zamestnanci|pocet zamestnancov|personal\ncs: zamestnanci|pocet zamestnancu\nsr: zaposleni|broj zaposlenih\nhr: zaposlenici\nsl: zaposleni\npl: pracownicy|liczba pracownikow",
    "workers": "en: workers with support needs|supported workers|workers in integration|disabled workers|target group workers\nfr: salaries en insertion|travailleurs accompagnes|travailleurs handicapes|en insertion\nde: beschaftigte mit unterstutzungsbedarf|geforderte beschaftigte|menschen mit behinderung\nes: personas en insercion|trabajadores de insercion\nit: lavoratori svantaggiati|persone svantaggiate|inserimenti lavorativi\nnl: doelgroepwerknemers|werknemers met ondersteuning|maatwerkers\npt: trabalhadores em insercao|trabalhadores apoiados\nro: lucratori cu nevoi de sprijin|persoane in insertie\nhu: tamogatott munkavallalok|megvaltozott munkakepessegu|megvaltozott munkakepesseguek\nsk: znevyhodneni zamestnanci|podporovani zamestnanci\ncs: znevyhodneni zamestnanci\nsr: radnici kojima treba podrska|teze zaposljivi\npl: pracownicy ze wsparciem|osoby z niepelnosprawnoscia",
    "represented": "en: members represented|represented members|number of members\nfr: membres representes|nombre de membres\nde: vertretene mitglieder|anzahl mitglieder\nes: miembros representados\nit: membri rappresentati|soci rappresentati\nnl: vertegenwoordigde leden|aantal leden\npt: membros representados\nro: membri reprezentati\nhu: kepviselt tagok\nsk: zastupeni clenovia|pocet clenov\nsr: zastupljeni clanovi|broj clanova\npl: reprezentowani czlonkowie",
}
# A name that may be of a person or an organisation: which, the other headings tell.
NAME = "en: name\nfr: nom\nde: name\nes: nombre\nit: nome\nnl: naam\npt: nome\nro: nume|numele\nhu: nev\nsk: meno\ncs: jmeno\nsr: ime\nhr: ime\nsl: ime\npl: imie nazwisko"

_CYRILLIC = str.maketrans("абвгдђежзијклмнопрстћуфхцчшѓќѕйыэьъщ", "abvgdđežzijklmnoprstćufhcčšgkzjie  š")
_SPECIAL = str.maketrans({"đ": "d", "ß": "ss", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "љ": "lj", "њ": "nj", "џ": "dz", "ю": "ju", "я": "ja", "ı": "i", "þ": "th", "ð": "d"})  # fmt: skip


def fold(text: str) -> str:
    """A text in small plain letters and digits, words divided by one space: "Nº de membre*" → "no de membre", "Назив" → "naziv"."""
    small = (
        unicodedata.normalize("NFKC", text)
        .casefold()
        .translate(_SPECIAL)
        .translate(_CYRILLIC)
        .translate(_SPECIAL)
    )
    plain = "".join(c for c in unicodedata.normalize("NFKD", small) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", plain.replace("_", " ")))


def _lines(words: str):
    for line in words.splitlines():
        language, _colon, texts = line.strip().partition(":")
        for text in texts.split("|"):
            yield fold(text), language.strip()


@cache
def words_of(group: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Folded heading → (target, the languages that say it so) for one of the dictionaries: "organisation", "membership", "person",
    "functions", "figures", "name". The first target keeps a word that two would have."""
    sources = {"organisation": ORGANISATION, "membership": MEMBERSHIP, "person": PERSON, "functions": FUNCTIONS, "figures": FIGURES, "name": {"name": NAME}}  # fmt: skip
    found: dict[str, tuple[str, frozenset[str]]] = {}
    for target, words in sources[group].items():
        for word, language in _lines(words):
            there, languages = found.get(word, (target, frozenset()))
            if there == target:
                found[word] = (target, languages | {language})
    return found
