"""What a programme can start from. Questions come in English and French, each also in plain words."""

from dataclasses import dataclass

from networks.meet.sessions.models.planning import AnswerKind, PriorityMethod, Stage

ALL = (Stage.ANSWER, Stage.GROUPING, Stage.PRIORITIES, Stage.CONCLUSIONS)
TALK = (Stage.ANSWER, Stage.GROUPING, Stage.CONCLUSIONS)


@dataclass(frozen=True)
class PartPlan:
    """A part of a template: texts by language as (standard, plain)."""

    title: dict[str, str]
    question: dict[str, tuple[str, str]]
    minutes: int = 25
    stages: tuple = ALL
    in_groups: bool = False
    method: str = PriorityMethod.APPROVAL
    kind: str = AnswerKind.OPEN


@dataclass(frozen=True)
class SessionPlan:
    title: dict[str, str]
    aim: dict[str, str]
    parts: tuple[PartPlan, ...]
    minutes: int = 120


@dataclass(frozen=True)
class ProgrammePlan:
    key: str
    title: dict[str, str]
    aim: dict[str, str]
    sessions: tuple[SessionPlan, ...]


FOUNDING = ProgrammePlan(
    key="founding",
    title={"en": "Founding our network", "fr": "Fonder notre réseau"},
    aim={
        "en": "Five sessions in which members find out, together, what their network is for.",
        "fr": "Cinq sessions pour découvrir ensemble à quoi sert notre réseau.",
    },
    sessions=(
        SessionPlan(
            {"en": "What drives us", "fr": "Ce qui nous anime"},
            {
                "en": "We say why each of us began, and what we share. By the end the network has its core drivers.",
                "fr": "Chacun dit pourquoi il a commencé, et ce que nous partageons. À la fin, le réseau connaît ses moteurs.",
            },
            (
                PartPlan(
                    {"en": "What drives us", "fr": "Nos moteurs"},
                    {
                        "en": (
                            "What drives your organisation, on a good day and on a bad one?",
                            "Why does your organisation do this work?",
                        ),
                        "fr": (
                            "Qu’est-ce qui pousse votre organisation, les bons et les mauvais jours ?",
                            "Pourquoi votre organisation fait-elle ce travail ?",
                        ),
                    },
                ),
                PartPlan(
                    {"en": "What we share", "fr": "Ce que nous partageons"},
                    {
                        "en": (
                            "Which values do we all hold, and where do we differ?",
                            "What is important for all of us?",
                        ),
                        "fr": (
                            "Quelles valeurs partageons-nous tous, et où sommes-nous différents ?",
                            "Qu’est-ce qui est important pour nous tous ?",
                        ),
                    },
                    in_groups=True,
                    stages=TALK,
                    method=PriorityMethod.NONE,
                ),
            ),
        ),
        SessionPlan(
            {"en": "What joining brings", "fr": "Ce qu’apporte l’adhésion"},
            {
                "en": "We find out what really makes an organisation join a network, and what would make it stay.",
                "fr": "Nous cherchons ce qui amène vraiment une organisation à adhérer à un réseau, et à y rester.",
            },
            (
                PartPlan(
                    {"en": "Why join", "fr": "Pourquoi adhérer"},
                    {
                        "en": (
                            "Why would you join a network, and what does it bring you?",
                            "Why is it good to be in a network?",
                        ),
                        "fr": (
                            "Pourquoi adhérer à un réseau, et qu’est-ce que cela vous apporte ?",
                            "Pourquoi est-ce bien d’être dans un réseau ?",
                        ),
                    },
                ),
                PartPlan(
                    {"en": "Whom to serve", "fr": "Qui servir"},
                    {
                        "en": (
                            "Whom should a network serve, and with which services?",
                            "Who should a network help? How?",
                        ),
                        "fr": (
                            "Qui un réseau doit-il servir, et avec quels services ?",
                            "Qui un réseau doit-il aider ? Comment ?",
                        ),
                    },
                    minutes=30,
                    in_groups=True,
                    stages=TALK,
                    method=PriorityMethod.NONE,
                ),
                PartPlan(
                    {"en": "What it does", "fr": "Ce qu’il fait"},
                    {
                        "en": (
                            "What can a network do, where do we want change, and with whom?",
                            "What should we do? What should be different? Who can help us?",
                        ),
                        "fr": (
                            "Que peut faire un réseau, où voulons-nous du changement, et avec qui ?",
                            "Que devons-nous faire ? Qu’est-ce qui doit changer ? Qui peut nous aider ?",
                        ),
                    },
                    minutes=40,
                    method=PriorityMethod.AGREEMENT,
                ),
            ),
            minutes=140,
        ),
        SessionPlan(
            {"en": "Changing the rules", "fr": "Changer les règles"},
            {
                "en": "We choose what we want changed in law and policy, and whom to speak to first.",
                "fr": "Nous choisissons ce que nous voulons changer dans les lois et les politiques, et à qui parler d’abord.",
            },
            (
                PartPlan(
                    {"en": "What stands in our way", "fr": "Ce qui nous gêne"},
                    {
                        "en": (
                            "Which rule makes your work harder than it has to be?",
                            "Which rule makes your work hard?",
                        ),
                        "fr": (
                            "Quelle règle rend votre travail plus difficile que nécessaire ?",
                            "Quelle règle rend votre travail difficile ?",
                        ),
                    },
                ),
                PartPlan(
                    {"en": "Whom to convince", "fr": "Qui convaincre"},
                    {
                        "en": (
                            "Who decides about it, and who could speak to them with us?",
                            "Who can change this rule? Who can help us to talk to them?",
                        ),
                        "fr": (
                            "Qui en décide, et qui pourrait leur parler avec nous ?",
                            "Qui peut changer cette règle ? Qui peut nous aider à leur parler ?",
                        ),
                    },
                    stages=TALK,
                    method=PriorityMethod.NONE,
                ),
            ),
        ),
        SessionPlan(
            {"en": "Who leads, who represents", "fr": "Qui dirige, qui représente"},
            {
                "en": "We agree how decisions are made, who speaks for us, and how workers are heard.",
                "fr": "Nous convenons de la façon de décider, de qui parle pour nous, et de la façon d’entendre les travailleurs.",
            },
            (
                PartPlan(
                    {"en": "Who decides what", "fr": "Qui décide quoi"},
                    {
                        "en": (
                            "What should members decide together, and what should others decide for them?",
                            "What do we want to decide together?",
                        ),
                        "fr": (
                            "Que doivent décider ensemble les membres, et que peuvent décider d’autres pour eux ?",
                            "Que voulons-nous décider ensemble ?",
                        ),
                    },
                ),
                PartPlan(
                    {"en": "How everyone is heard", "fr": "Comment chacun est entendu"},
                    {
                        "en": (
                            "How do workers and small members get a say that counts?",
                            "How can everyone have a say?",
                        ),
                        "fr": (
                            "Comment les travailleurs et les petits membres ont-ils une voix qui compte ?",
                            "Comment chacun peut-il être entendu ?",
                        ),
                    },
                    in_groups=True,
                    stages=TALK,
                    method=PriorityMethod.NONE,
                ),
            ),
        ),
        SessionPlan(
            {"en": "Paying our way", "fr": "Financer notre réseau"},
            {
                "en": "We find out what the network costs, who pays, and what it could earn.",
                "fr": "Nous cherchons ce que coûte le réseau, qui paie, et ce qu’il pourrait gagner.",
            },
            (
                PartPlan(
                    {"en": "What it costs", "fr": "Ce que cela coûte"},
                    {
                        "en": (
                            "What is worth paying for together, and what is a fair share?",
                            "What should we pay for together? Who pays how much?",
                        ),
                        "fr": (
                            "Que vaut-il la peine de payer ensemble, et quelle est une juste part ?",
                            "Que devons-nous payer ensemble ? Qui paie combien ?",
                        ),
                    },
                ),
                PartPlan(
                    {"en": "Other sources", "fr": "D’autres sources"},
                    {
                        "en": (
                            "Where else can money come from, and what would it ask of us?",
                            "Where can we find money?",
                        ),
                        "fr": (
                            "D’où l’argent peut-il encore venir, et que nous demanderait-on ?",
                            "Où pouvons-nous trouver de l’argent ?",
                        ),
                    },
                    stages=TALK,
                    method=PriorityMethod.NONE,
                ),
            ),
        ),
    ),
)

PROGRAMMES = {FOUNDING.key: FOUNDING}
