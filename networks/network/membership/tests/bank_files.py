"""Bank statements for tests, invented, as banks write them."""


def camt(version: str) -> bytes:
    """Three booked entries: with a reference, with words only, and costs of the bank."""
    return _document(
        version,
        _entry(
            version,
            "350.00",
            "CRDT",
            "2026032000017",
            _details(
                version,
                "Dbtr",
                "Oficina Maré",
                "PT50000201231234567890154",
                "<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>RF82F2026000001</Ref></CdtrRefInf></Strd>",
            ),
        ),
        _entry(
            version,
            "110.00",
            "CRDT",
            "2026032000018",
            _details(
                version,
                "Dbtr",
                "Atelier Vesdre",
                "BE71096123456769",
                "<Ustrd>Cotisation 2026 F-2026-0002</Ustrd><Ustrd>Atelier Vesdre</Ustrd>",
            ),
        ),
        _entry(version, "12.50", "DBIT", "2026032000019", ""),
    )


def camt_batch(version: str) -> bytes:
    """A batch of two, and an entry that is only announced."""
    parts = "".join(
        _transaction(version, "Dbtr", name, iban, f"<Ustrd>{text}</Ustrd>", amount)
        for name, iban, text, amount in [
            ("Zinneke Pack", "BE68539007547034", "fee", "110.00"),
            ("Filo Comune", "IT60X0542811101000000123456", "quota 2026", "220.00"),
        ]
    )
    return _document(
        version,
        _entry(
            version, "330.00", "CRDT", "B1", f"<NtryDtls><Btch><NbOfTxs>2</NbOfTxs></Btch>{parts}</NtryDtls>"
        ),
        _entry(version, "99.00", "CRDT", "P1", "", status="PDNG"),
    )


def many(rows) -> bytes:
    """A statement of transfers: (amount, name, iban, text, reference), newest version."""
    return _document(
        "08",
        *(
            _entry(
                "08",
                amount,
                "CRDT",
                f"M{number}",
                _details("08", "Dbtr", name, iban, _remittance(text, reference)),
            )
            for number, (amount, name, iban, text, reference) in enumerate(rows, 1)
        ),
    )


def _remittance(text: str, reference: str) -> str:
    found = f"<Ustrd>{text}</Ustrd>" if text else ""
    if reference:
        found += f"<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>{reference}</Ref></CdtrRefInf></Strd>"
    return found


def _document(version: str, *entries: str) -> bytes:
    balance = (
        "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>1000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>"
        "<Dt><Dt>2026-03-20</Dt></Dt></Bal>"
    )
    return (
        f"<?xml version='1.0' encoding='UTF-8'?><Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}'>"
        "<BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-03-20T18:00:00</CreDtTm></GrpHdr>"
        "<Stmt><Id>S1</Id><ElctrncSeqNb>57</ElctrncSeqNb><CreDtTm>2026-03-20T18:00:00</CreDtTm>"
        "<Acct><Id><IBAN>BE68539007547034</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{balance.format(code='OPBD')}{balance.format(code='CLBD')}{''.join(entries)}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def _entry(version: str, amount: str, side: str, reference: str, details: str, status: str = "BOOK") -> str:
    stated = f"<Sts><Cd>{status}</Cd></Sts>" if version == "08" else f"<Sts>{status}</Sts>"
    return (
        f"<Ntry><Amt Ccy='EUR'>{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd>{stated}<BookgDt><Dt>2026-03-20</Dt></BookgDt>"
        f"<ValDt><Dt>2026-03-20</Dt></ValDt><AcctSvcrRef>{reference}</AcctSvcrRef>"
        f"<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>{details}</Ntry>"
    )


def _details(version: str, side: str, name: str, iban: str, remittance: str) -> str:
    return f"<NtryDtls>{_transaction(version, side, name, iban, remittance)}</NtryDtls>"


def _transaction(version: str, side: str, name: str, iban: str, remittance: str, amount: str = "") -> str:
    party = f"<Pty><Nm>{name}</Nm></Pty>" if version == "08" else f"<Nm>{name}</Nm>"
    stated = ""
    if amount and version == "08":
        stated = f"<Amt Ccy='EUR'>{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>"
    elif amount:
        stated = f"<AmtDtls><TxAmt><Amt Ccy='EUR'>{amount}</Amt></TxAmt></AmtDtls>"
    account = f"<{side}Acct><Id><IBAN>{iban}</IBAN></Id></{side}Acct>" if iban else ""
    return (
        f"<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>{stated}"
        f"<RltdPties><{side}>{party}</{side}>{account}</RltdPties><RmtInf>{remittance}</RmtInf></TxDtls>"
    )


def mt940_de() -> bytes:
    return (
        ":20:STARTUMS\r\n:25:BE68539007547034\r\n:28C:00057/001\r\n:60F:C260319EUR1000,00\r\n"
        ":61:2603200320CR350,00N166NONREF//2026032000017\r\n"
        ":86:166?00GUTSCHRIFT?109310?20EREF+NOTPROVIDED?21SVWZ+Mitgliedsbeitrag F-2?22026-0001 RF82 F202 6000 001\r\n"
        "?30BCOMPTPL?31PT50000201231234567890154?32Oficina Maré Cooper?33ativa\r\n"
        ":61:2603200320DR12,50N809NONREF\r\n:86:809?00ENTGELT?20Kontofuehrung\r\n:62F:C260320EUR1337,50\r\n-\r\n"
    ).encode()


def mt940_nl() -> bytes:
    return (
        b"{1:F01INGBNL2ABXXX0000000000}\n{2:I940INGBNL2AXXXN}\n{4:\n:20:P260320000000001\n:25:NL69INGB0123456789EUR\n"
        b":28C:00000\n:60F:C260319EUR662,23\n:61:2603200320C110,00NTRFEREF//00000000001005\n/TRCD/00100/\n"
        b":86:/EREF/NOTPROVIDED//CNTP/BE71096123456769/GKCCBEBB/Atelier\nVesdre///REMI/USTD//Cotisation 2026 F-2026-0002/\n"
        b":62F:C260320EUR772,23\n-}\n"
    ).replace(b"Atelier\nVesdre", b"Atelier \nVesdre")


def mt940_plain() -> bytes:
    return (
        b":20:940\n:25:BE68539007547034\n:28C:1\n:60F:C261230EUR0,\n"
        b":61:2612310102C350,NTRFNONREF\n:86:FEE 2026 WERKPLAATS LEIE\nBE68539007547034\n"
        b":61:2612311231RC100,NTRFNONREF\n:86:RETURNED\n:62F:C261231EUR250,\n"
    )


def csv_de() -> bytes:
    return (
        "Buchungstag;Valuta;Auftraggeber/Begünstigter;IBAN;Verwendungszweck;Betrag;Währung\r\n"
        "20.03.2026;20.03.2026;Oficina Maré;PT50 0002 0123 1234 5678 9015 4;Beitrag RF82 F202 6000 001;1.350,00;EUR\r\n"
        "20.03.2026;20.03.2026;;;Kontoführung;-12,50;EUR\r\n;;;;Summe;1.337,50;\r\n"
    ).encode("cp1252")


def csv_be() -> bytes:
    return (
        "Numéro de mouvement;Date comptable;Montant;Devise;Compte contrepartie;Nom contrepartie;Communication\r\n"
        "2026-00017;20/03/2026;220,00;EUR;BE71 0961 2345 6769;ATELIER VESDRE ASBL;F-2026-0002\r\n"
    ).encode()
