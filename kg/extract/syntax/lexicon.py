"""Word lists of the syntax extractor, in lower case and with their inflected forms.

Knows words only; what they mean for a triple is decided where they are used.
"""

from __future__ import annotations


def _set(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


def _verbs(*lines: str) -> frozenset[str]:
    """Regular inflections of verbs; irregular forms are listed beside them."""
    found = set()
    for verb in _set(*lines):
        found |= {verb, verb + "s", verb + "ed", verb + "ing"}
        if verb.endswith("e"):
            found |= {verb + "d", verb[:-1] + "ing"}
        if verb.endswith("y"):
            found |= {verb[:-1] + "ies", verb[:-1] + "ied"}
        if verb.endswith(("sh", "ch", "ss", "x")):
            found.add(verb + "es")
    return frozenset(found)


DO = _set("do does did")
BE = _set("be is am are was were been being 's 're 'm ’s ’re ’m")

# ---- who is meant --------------------------------------------------------------------------------------------------------

RELATIVE = _set("who whom which that whose where when")
EMPTY_SUBJECTS = _set(
    "what whatever whoever who whom which whose there nobody nothing none neither no-one how why where when everything anything anyone anybody someone"
    " somebody something one ones others other another some any all both many most few each either several such so same everyone everybody much more less"
    " latter former first second third last next rest lot"
)
OBJECT_PRONOUNS = _set("him her them it me us himself herself themselves itself")
DEMONSTRATIVE = _set("this that these those")
NOBODY = _set("no nobody nothing none neither no-one")
ROLE_ENDINGS = (
    "ologist",
    "woman",
    "sman",
    "player",
    "writer",
    "keeper",
    "holder",
    "founder",
    "maker",
    "grapher",
    "winner",
    "leader",
    "master",
    "minister",
    "president",
)

# Ordinals that are part of a rank or office: "first secretary", "second lieutenant".
RANKED = {
    "first": _set("secretary lady minister lieutenant officer mate sergeant gentleman baseman violinist consul"),
    "second": _set("lieutenant officer mate baseman violinist engineer"),
    "third": _set("officer mate baseman engineer"),
}

# Nouns in front of "of NAME" that only say its class: "the city of Warsaw" is Warsaw.
CLASS_NOUNS = _set(
    "city town village state province kingdom republic island county district municipality borough parish region commune prefecture city-state port hamlet suburb",
    "duchy principality empire territory commonwealth capital-city",
)
CLASS_PLURALS = _set(
    "cities towns villages states provinces kingdoms islands counties districts municipalities boroughs parishes regions communes prefectures countries hamlets suburbs"
)
# "Roe and Sons", "Roe & Company": one firm.
FIRM_ENDS = _set("sons co co. company brothers daughters bros bros. inc inc. ltd ltd. llc partners associates")
# Titles that say what somebody is called rather than what he is.
FORMS_OF_ADDRESS = _set("lord lady sir saint dame miss maid madam gentleman father mother")
NAMING_NOUNS = _set("nickname name word title phrase term alias pseudonym surname motto slogan")
PART_NOUNS = _set(
    "one some many most all several part member number group variety series kind type sort lot couple pair piece bit majority minority amount range set half",
    "dozen hundreds thousands millions any each none both two three four five six seven eight nine ten",
)

# ---- time ----------------------------------------------------------------------------------------------------------------

MONTHS = _set(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec"
)
WEEKDAYS = _set("monday tuesday wednesday thursday friday saturday sunday")
TIME_NOUNS = (
    MONTHS
    | WEEKDAYS
    | _set(
        "day days week weeks month months year years decade decades century centuries morning evening night afternoon noon midnight dawn dusk hour hours minute minutes",
        "moment second seconds spring summer autumn winter fall weekend today yesterday tomorrow tonight now time times period era age eve season lifetime childhood youth",
        "1960s 1970s 1980s 1990s 2000s",
    )
)

VAGUE_TIMES = _set("time times day days moment period age era night occasion season year years week month hour minute")

# ---- saying, thinking, knowing -------------------------------------------------------------------------------------------

SAY = _verbs(
    "say tell add report announce claim declare state allege assert maintain insist admit deny warn explain note remark reply answer argue contend testify",
    "write suggest estimate predict forecast charge confess confirm reiterate stress emphasise emphasize comment complain cry shout whisper ask murmur mutter exclaim",
    "respond observe recall agree believe think feel consider suspect conclude hear read repeat return continue promise pledge swear vow indicate imply signal hold",
    "acknowledge concede mention propose recommend advise urge teach",
) | _set("said told says thought felt heard held wrote written read swore sworn taught replied cried")
SPEECH = SAY - _verbs("believe think feel consider suspect hear read hold agree imply") - _set("thought felt heard held read")
SUPPOSE = _verbs(
    "hope wish doubt imagine dream pretend demand request require want wonder fear suppose guess prefer like order command ask fancy expect assume intend desire"
    " beg pray worry suspect whether propose recommend urge decide plan"
)
FACTIVE = _verbs(
    "know realise realize discover reveal show demonstrate prove notice remember forget learn find see establish regret ensure ensur mean cause make let help"
) | _set("knew known shown proven found saw seen forgot forgotten learnt meant means made lets helped")
# Verbs that ask for one certain phrase: without it another phrase says something else ("consists of A from B").
GOVERNING = _verbs("consist depend focus result refer belong lead deal stem concentrate specialis specializ amount cater") | _set(
    "involved engaged rely relies relied relying derive derives derived deriving led leading specialise specialises specialize specializes"
)
SEEM = _verbs("seem appear claim purport allege profess pretend threaten") | _set("likely unlikely supposed")
REPORTED = _set(
    "believed thought said reported alleged considered rumoured rumored claimed presumed assumed expected suspected supposed understood estimated"
)
MUTUAL = _set("married wed engaged divorced separated met meet marry wedded reconciled")  # what two do with one another
GIVING = _set(
    "give gives gave given giving award awards awarded grant grants granted offer offers offered send sends sent pay pays paid lend lent"
)
SERVING = _set("serve serves served serving work works worked working act acts acted acting")
CAUSATIVE = _verbs("cause force compel lead enable allow permit make help let oblige prompt see watch hear") | _set(
    "made led saw seen heard"
)

PARTICIPLES_AS_PREPOSITIONS = _set(
    "including according following depending compared based beginning starting regarding concerning considering given owing excluding pending barring notwithstanding"
    " judging speaking relating pertaining"
)
COMPLEX_PREPOSITIONS = {
    "addition": "besides", "response": "cause", "honor": "purpose", "honour": "purpose", "memory": "purpose", "favor": "for", "favour": "for", "spite": "despite",
    "front": "location", "terms": "topic", "charge": "topic", "lieu": "instead of", "place": "instead of", "return": "for", "exchange": "for", "support": "purpose",
    "search": "purpose", "contrast": "contrast", "accordance": "source", "result": "cause", "behalf": "for", "conjunction": "together with", "order": "purpose",
    "collaboration": "together with", "cooperation": "together with", "association": "together with", "partnership": "together with", "account": "cause",
    "reference": "topic", "regard": "topic", "respect": "topic", "line": "in line with", "keeping": "in line with", "relation": "topic", "comparison": "contrast", "case": "condition", "means": "manner", "way": "via",
    "view": "cause", "light": "cause", "opposition": "against", "recognition": "cause", "preparation": "purpose", "pursuit": "purpose",
}  # fmt: skip
TAKING_BACK = _set("instead regardless irrespective")  # "chose A instead of B" is not "chose A of B"
DIRECTING = _set("back home over up down out away on prior ashore")  # adverbs before a preposition: "back to", "prior to"
FILLERS = _set(
    "fact particular general course example instance addition turn total part short effect practice theory reality manner way contrast case all"
)
LIGHT_OBJECTS = _set(
    "part place care advantage charge office action control possession shape note root aim hold effect birth refuge residence"
)
# What they lead to ("won the match to reach the final") was not what they were done for.
WINNING = _verbs("defeat finish survive score edge close lead lose rally return") | _set(
    "win wins won winning beat beats beaten beating lost losing led leading shut shuts shutting fell fall falls come comes came"
)
# Passives that keep an object: "a house given the name Vega".
RENAMING = _set("renamed redesignated rechristened retitled rebranded renumbered nicknamed dubbed christened designated")
OF_TWO = RENAMING | _set(
    "born aged given awarded paid offered granted taught told shown sent called named renamed dubbed titled entitled nicknamed labelled labeled elected appointed made"
    " left denied allowed promised handed lent assigned allotted fined charged considered deemed voted crowned asked owed issued dealt"
)
TELL = _verbs("tell inform assure remind warn advise notify persuade convince ask promise") | _set("told")
EMPTY_ATTRIBUTES = _set(
    "time way reason case fact thing matter one ones kind sort day shame pity idea question point need place example part result lot"
)
INCOMPLETE = _set(
    "equal able unable likely unlikely due capable sure certain ready willing afraid aware subject prone similar different worth glad sorry possible impossible necessary easy hard difficult"
)

# ---- modality ------------------------------------------------------------------------------------------------------------

NEGATIVE = _set("not n't n’t never no neither nor hardly scarcely cannot")
HEDGING_AUX = _set("may might could must should will shall 'll ’ll wo")
SUPPOSING_AUX = _set("would ought 'd ’d")
HEDGES = _set(
    "perhaps possibly probably maybe allegedly reportedly supposedly apparently presumably likely purportedly seemingly ostensibly conceivably potentially"
    " arguably doubtless rarely seldom barely"
)
LATER = _set("later eventually subsequently ultimately finally soon again then")
IF = _set("if unless whether lest though_if provided assuming supposing")

# ---- verbs that ask for a certain object -----------------------------------------------------------------------------------

EMPTY_OBJECTS = _set("himself herself itself themselves myself yourself ourselves") | _set(
    "it that this what which who whom there so one ones each other same way lot much more most nothing anything something everything rest him her them me us you"
    " place part"
)
# Without these the clause says something else; they stay in the predicate.
TELLING_ADVERBS = _set(
    "never nearly almost barely hardly scarcely rarely seldom formerly previously originally initially partly partially temporarily sometimes usually often mainly mostly"
    " generally largely reportedly allegedly probably possibly perhaps apparently supposedly likely eventually later still unsuccessfully jointly officially"
    " unofficially posthumously"
)

# Beside a number of four digits these say that it is no year.
NUMBERED = _set(
    "# $ £ € § no no. nos nos. number numbers section sections page pages pp pp. p. room route highway suite box model version flight"
)
COMPASS = _set("north south east west northeast northwest southeast southwest")
UNITS = _set(
    "km kilometres kilometers metres meters m ft feet miles mi hectares acres kg tons tonnes % hours mm cm people men dollars euros pounds am pm"
)

# Behind a verb these make another verb of it: "stepped down".
PARTICLES = _set("down up out off away back over apart aside")

# Adverbs in -ly that say when, how surely or how much rather than how.
NO_MANNER = _set(
    "only early really finally eventually originally currently initially recently subsequently ultimately actually usually especially",
    "mainly mostly nearly likely consequently additionally similarly previously formerly simultaneously immediately generally typically",
    "possibly particularly largely fully merely simply partly daily family certainly clearly obviously surely hardly scarcely barely",
    "rarely shortly normally frequently unfortunately interestingly apparently evidently lately presently firstly secondly lastly",
    "respectively together thereby thereafter accordingly namely entirely completely absolutely exactly truly directly",
)
