"""Word lists for finding mentions: pronouns, titles, kinds of nouns.  Words only, all lower-case; no logic.

Knows nothing of parses, documents or chains.
"""

from __future__ import annotations


def of(*lines: str) -> frozenset[str]:
    """The words of texts that are parted by blanks."""
    return frozenset(word for line in lines for word in line.split())


PRONOUNS = of(
    "he him his himself she her hers herself it its itself they them their theirs themselves "
    "i me my mine myself we us our ours ourselves you your yours yourself yourselves"
)
DEMONSTRATIVES = of("this that these those")

# Titles and ranks that stand before a name and are no part of it; with them the name is a person's.
TITLES = of(
    "mr mr. mrs mrs. ms ms. miss mister madam madame mme mme. mlle m. dr dr. doctor prof prof. professor sir dame lord lady "
    "monsieur señor señora signor herr frau rev rev. reverend fr fr. father brother sister mother pastor rabbi imam bishop archbishop cardinal pope "
    "president vice-president premier chancellor minister senator sen sen. representative rep rep. congressman congresswoman governor gov gov. "
    "mayor judge justice ambassador secretary sheikh sheik king queen prince princess emperor empress tsar czar sultan duke duchess "
    "earl count countess baron baroness marquis viscount general gen gen. lieutenant lt lt. colonel col col. major maj maj. captain capt capt. "
    "sergeant sgt sgt. corporal private admiral adm adm. commander commodore marshal brigadier inspector detective officer sheriff "
    "prime vice deputy crown commissioner midshipman chairman chairwoman coach director actor actress singer author architect uncle aunt saint"
)
# Titles that belong to the name where it has no other words ("Queen Elizabeth", "Pope Francis", "Saint Peter").
KEPT_TITLES = of(
    "king queen prince princess emperor empress pope saint sultan tsar czar lord lady sir duke duchess earl count countess baron baroness uncle aunt "
    "father mother"
)

ORGANIZATION_ENDS = of(
    "inc inc. corp corp. corporation co co. company ltd ltd. limited llc llp plc gmbh ag s.a. n.v. group holdings university college "
    "school institute academy institution foundation association society union federation committee commission council board agency bureau department "
    "ministry office party club fc f.c. league band orchestra ensemble bank trust church press records airlines airways railway railways army navy "
    "parliament senate congress assembly court police laboratory laboratories museum hospital company regiment brigade division fund choir theatre theater zoo corps force forces guard network studios channel"
)
PLACE_ENDS = of(
    "river lake sea ocean island islands mountain mountains hill hills valley county province state district region city town village street "
    "road avenue square bridge park peninsula bay gulf canal desert forest beach republic kingdom empire township parish highway airport station "
    "castle palace cathedral stadium coast territory archipelago plateau creek range canyon glacier dam oblast raion pradesh wilderness reservation reserve monument prefecture harbour harbor"
)
# Those that no club or company is named after.
SURE_PLACES = of(
    "river lake sea ocean island islands mountain mountains peninsula province district archipelago plateau glacier canyon oblast raion prefecture canal highway"
)
PLACE_STARTS = of("lake mount mt mt. cape port fort st. gulf isle republic kingdom")
EVENT_ENDS = of(
    "war wars battle olympics games championship championships cup election elections festival tournament conference revolution rebellion uprising "
    "massacre crisis treaty prix marathon bowl open convention summit siege campaign series awards expo exposition paralympics referendum census "
    "earthquake hurricane season"
)
SHIP_PREFIXES = of("uss usns usat uscgc hms hmas hmcs hmnzs rms mv ss")  # before the name of one vessel
PERSON_SUFFIXES = of("jr jr. sr sr. ii iii iv")

# Function words that may stand inside a name, between two capitalised words.
INNER = of(
    "of de del della dal dalla dei degli delle di da das do dos du des la le las los van von der den ten ter zu zur af al el bin ibn ben y"
)
# Heads after which "of" goes on with the name: "University of Leeds", "Battle of Hastings", "Duke of Wellington".
OF_HEADS = of(
    "university college school institute academy bank church cathedral museum house department ministry bureau office court council "
    "battle siege treaty declaration war kingdom republic state states duchy province county district city isle gulf bay cape sea strait straits lake "
    "princes dukes earls counts duke earl prince princess king queen count countess marquess archbishop bishop order society association federation league union board chamber "
    "book gospel hall palace tower temple bureau statue bill act convention congress assembly house heart lord master bachelor doctor national "
    "commonwealth emirate sultanate free medal cross legion knights daughters sons army ministry secretariat port"
)

# Last words of what is no person, though a title opens its name: "General Motors", "Prime Video", "Queen Victoria Building".
THING_ENDS = ORGANIZATION_ENDS - of("church press guard band") | of(
    "motors electric dynamics mills atomics foods video videos counsel information headquarters services administration regulation studies candidate location"
    " building house productions entertainment world eyes hotel award awards prize trophy medal memorial library center centre hall tower gallery"
)

# Words that make a definite noun phrase a person, in their gender; the rest of the person nouns have none.
MALE_NOUNS = of(
    "man boy gentleman husband father son brother uncle nephew grandfather grandson king prince duke emperor lord actor monk priest "
    "bridegroom groom boyfriend widower chairman businessman congressman spokesman sportsman"
)
FEMALE_NOUNS = of(
    "woman girl lady wife mother daughter sister aunt niece grandmother granddaughter queen princess duchess empress actress nun bride "
    "girlfriend widow chairwoman businesswoman congresswoman spokeswoman sportswoman heiress waitress"
)
PERSON_NOUNS = (
    MALE_NOUNS
    | FEMALE_NOUNS
    | of(
        "person child baby spouse parent sibling cousin friend partner president minister premier chancellor senator governor mayor judge "
        "ambassador secretary general colonel captain major lieutenant admiral commander officer soldier leader chief head director manager founder "
        "owner chairperson ceo executive lawyer attorney doctor physician surgeon nurse scientist physicist chemist biologist mathematician engineer "
        "inventor astronomer economist historian philosopher professor teacher student writer author poet novelist journalist editor critic singer "
        "musician composer songwriter rapper guitarist pianist drummer artist painter sculptor architect photographer designer filmmaker producer "
        "screenwriter playwright dancer comedian athlete player footballer striker goalkeeper defender midfielder coach cyclist swimmer boxer wrestler "
        "golfer driver politician activist bishop archbishop pope cardinal pastor rabbi monarch ruler heir explorer pilot astronaut farmer merchant "
        "entrepreneur banker victim suspect defendant witness candidate detective agent spy murderer killer star celebrity host presenter"
    )
)
ORGANIZATION_NOUNS = of(
    "company firm corporation organisation organization agency association university college school institute academy foundation society "
    "union federation committee commission council board bureau department ministry party club team league band group orchestra ensemble bank trust "
    "church newspaper magazine publisher network broadcaster airline manufacturer retailer army navy government parliament senate congress assembly "
    "court police museum hospital label startup studio subsidiary conglomerate franchise brand duo trio quartet charity"
)
PLACE_NOUNS = of(
    "city town village country nation state province region district county island river lake sea ocean mountain hill valley street road "
    "bridge park peninsula bay canal desert forest republic kingdom empire municipality suburb neighbourhood neighborhood capital airport station "
    "castle palace cathedral stadium building tower area territory settlement commune borough"
)
WORK_NOUNS = of(
    "film movie book novel song album single series show programme program play poem painting game opera symphony documentary story sequel episode "
    "track record paper article report essay musical ballet soundtrack"
)
EVENT_NOUNS = of("war battle election festival tournament conference revolution championship race match competition siege")

# Words for what somebody is: "the physicist X", "X, captain of Y", "president of Z".
ROLES = of(
    "abbot abbess academic accountant activist actor actress adjutant administrator admiral adviser advisor advocate agent aide ally ambassador analyst anarchist",
    "anchor announcer anthropologist apprentice archbishop archduke archeologist archaeologist architect aristocrat artist assassin assistant associate astrologer",
    "astronaut astronomer athlete attorney author authoress bandleader banker baritone baron baroness baronet barrister baseman bassist batsman batter biochemist",
    "biographer biologist bishop blogger bodyguard boss botanist bowler boxer boy bride bridegroom brigadier broadcaster broker builder bureaucrat businessman",
    "businesswoman businessperson butler candidate captain cardinal caretaker caricaturist carpenter cartoonist cellist centre-back ceo chairman chairperson",
    "chairwoman chairmen champion chancellor chaplain chef chemist chief chieftain choreographer cinematographer citizen clarinetist cleric clergyman clerk climber",
    "co-author co-founder cofounder co-owner co-host co-star coach collaborator colleague collector colonel columnist comedian comedienne commander commandant",
    "commissioner commodore communist companion composer comptroller conductor congressman congresswoman conqueror constable consul consultant contributor",
    "controller convert coordinator cornerback coroner correspondent corporal councillor councilman councilwoman councilor counsel counsellor count countess",
    "courtier cousin cricketer critic cryptographer curator custodian cyclist czar dancer daughter dauphin deacon dean defender defenceman defenseman delegate",
    "democrat dentist deputy designer detective developer dictator diplomat director disciple discoverer distributor doctor dramatist driver drummer duchess duke",
    "earl ecologist economist editor educator elder emeritus emigrant emir emissary emperor empress employee employer engineer engraver entertainer entomologist",
    "entrepreneur envoy essayist ethnologist evangelist executive explorer farmer father fellow feminist fighter filmmaker financier finalist firefighter fisherman",
    "flutist footballer foreman forward founder friar friend frontman fullback gangster gardener general geneticist geographer geologist geometer girl girlfriend",
    "boyfriend goalkeeper goaltender godfather golfer governor grandfather grandmother grandson granddaughter graduate guard guardian guitarist guru gymnast halfback",
    "head headmaster headmistress heir heiress helmsman hero heroine herald historian hockey host hostess humanist humorist hunter husband illustrator imam immigrant",
    "industrialist infielder inhabitant insurgent inspector instructor intern interpreter inventor investor jockey journalist judge jurist justice keeper keyboardist",
    "killer king knight laureate lawmaker lawyer leader lecturer legend legislator librarian lieutenant linebacker linguist lobbyist logician lord lady lyricist",
    "machinist magician magistrate magnate maid major manager marquess marquis marshal martyr master mathematician matriarch mayor mechanic member mentor mercenary",
    "merchant meteorologist midfielder midwife militant millionaire billionaire minister missionary model mogul monarch monk mother mountaineer murderer musician",
    "musicologist muse mystic narrator nationalist native naturalist navigator neighbour neighbor nephew neurologist niece nobleman noblewoman nominee novelist nun",
    "nurse obstetrician officer official operator organiser organizer organist outfielder owner paediatrician painter paleontologist parliamentarian participant",
    "partner passenger pastor patriarch patriot patron peasant peer performer pharaoh pharmacist philanthropist philologist philosopher photographer physician physicist",
    "physiologist pianist pilot pioneer pirate pitcher planter player playwright plumber poet poetess policeman policewoman politician polymath pope porter",
    "postmaster potter preacher predecessor prefect premier presenter president priest priestess primate prince princess principal printer prisoner producer",
    "professor programmer promoter prophet proponent proprietor prosecutor protagonist antagonist provost psychiatrist psychoanalyst psychologist publisher punter quarterback",
    "queen rabbi racer radical rapper reader rebel receiver receptionist recipient recorder rector referee reformer regent registrar reporter representative republican",
    "resident researcher restaurateur retailer reverend revolutionary rider rival ruler runner runner-up sailor saint saxophonist scholar scientist scout screenwriter",
    "scriptwriter sculptor seaman secretary seismologist senator sergeant servant settler sheikh sheriff shogun sibling singer singer-songwriter sister skater skier",
    "skipper soldier solicitor soloist son songwriter soprano sovereign speaker specialist spokesman spokesperson spokeswoman sponsor sportscaster sportsman spouse",
    "spy star starlet statesman statistician stepfather stepmother stepson strategist striker student stuntman successor sultan superintendent superstar supervisor",
    "supporter surgeon surveyor swimmer tackle tailor teacher teammate technician tenor terrorist theologian theorist theoretician thinker trader trainer translator",
    "traveller treasurer trombonist trooper trumpeter trustee tsar tutor twin tycoon tyrant umpire uncle aunt undersecretary underwriter vicar viceroy victim victor",
    "violinist virologist virtuoso visionary vizier vocalist volunteer voter warden warlord warrior wicketkeeper widow widower wife winger winner witness woman man wrestler",
    "writer zoologist chair co-director co-producer co-writer vice-president vice-chancellor vice-chairman vice-captain brother parent child infant",
)
