"""The few words of other languages that handing over needs. Data, spelt as `normalise` leaves them."""

from dataclasses import dataclass

from bots.detection.words import listed


@dataclass(frozen=True, slots=True)
class Language:
    """`common`: words by which it is known. `staff`: whoever works there or is a human; `somebody`: any
    person. `talk`, `want`: verbs of asking for one. `nature`: how a question about the bot itself begins.
    `rejections`: regular expressions that turn an answer down.
    """

    common: frozenset[str]
    thanks: frozenset[str]
    greetings: frozenset[str]
    goodbyes: frozenset[str]
    fine: frozenset[str]
    no: frozenset[str]
    around: frozenset[str]
    staff: frozenset[str]
    somebody: frozenset[str]
    talk: frozenset[str]
    want: frozenset[str]
    bots: frozenset[str]
    negators: frozenset[str]
    nature: str
    rejections: str


LANGUAGES = {
    "es": Language(
        common=listed("""
            el la los las un una y que de en por para con no es esta estan hola como cuando donde cuanto
            quiero puedo puede mi tu su me te se lo del al mas pero muy necesito tengo hay ser hacer cual
        """),
        thanks=listed("gracias agradezco agradecido agradecida perfecto genial excelente"),
        greetings=listed("hola buenas buenos dias tardes noches saludos"),
        goodbyes=listed("adios chao hasta luego pronto manana"),
        fine=listed("si vale bueno claro ok bien entendido entiendo listo acuerdo"),
        no=listed("no"),
        around=listed(
            "muchas muchisimas mil muy todo por la el tu su ayuda respuesta eso es de a usted ya le te"
        ),
        staff=listed("""
            humano humana humanos agente agentes asesor asesora asesores operador operadora operadores
            representante representantes empleado empleada encargado supervisor gerente ejecutivo
            teleoperador
        """),
        somebody=listed("persona personas alguien"),
        talk=listed("""
            hablar hablo hable hablarle comunicar comunicarme comuniqueme comunicame comunicarse contactar
            contacto conectar conectame conecteme conectarme pasar pasame paseme pasarme transferir
            transfiere
            transfiereme transfierame chatear llamar llame conversar atienda atender atiende derivar ponme
            pongame
        """),
        want=listed(
            "quiero quisiera necesito deseo puedo podria puede dame deme hay prefiero gustaria ayude"
        ),
        bots=listed("bot robot maquina chatbot"),
        negators=listed("no sin nunca"),
        nature=r"(?:eres|es usted|sos|tu eres|estoy hablando|hablo) ",
        rejections=r"""
            no (?:me |te |le |lo |se )*(?:ayuda|ayudo|ayudaste|sirve|sirvio|funciona|funciono|soluciona
            |resuelve
            |entiende|entiendes|entendiste|responde|respondiste|contesta|vale|pregunte|pedi|dije)
            |no (?:es|era|fue|esta) (?:eso|lo que|correct\w|ciert\w|util|asi|la respuesta|bien|verdad
            |cierto)
            |incorrect\w|equivocad\w|inutil|respuesta mala|mala respuesta|otra (?:respuesta|cosa)
            |ya (?:lo |me |te )*
            (?:dijiste|dije|probe|intente|sabia|hice|lei)|sigue (?:sin|igual)|lo mismo|no tiene sentido
            |tonteria
            |estupid\w|no era eso
        """,
    ),
    "fr": Language(
        common=listed("""
            le la les un une et que de des en pour avec ne pas est sont bonjour comment quand ou
            combien je
            tu vous nous mon ma mes votre ce cette qui dans sur au aux plus mais tres veux peux puis il
            elle
            quel quelle ai j'ai c'est clientele soutien
        """),
        thanks=listed("merci remercie parfait super genial excellent"),
        greetings=listed("bonjour salut bonsoir coucou allo"),
        goodbyes=listed("revoir bientot adieu"),
        fine=listed("oui ouais ok d'accord accord bien compris entendu exact voila"),
        no=listed("non"),
        around=listed("""
            beaucoup bien pour tout votre ton aide reponse vous te je c'est est tres au a mille bonne journee
        """),
        staff=listed("""
            humain humaine humains conseiller conseillere conseillers agent agents operateur operatrice
            representants employe employee technicien responsable superviseur interlocuteur
        """),
        somebody=listed("personne quelqu'un quelqu gens"),
        talk=listed("""
            parler parle parlez discuter contacter contact joindre connecter connectez connecte passer
            passez
            transferer transferez transfere appeler echanger communiquer adresser relation mettez
        """),
        want=listed(
            "veux voudrais souhaite besoin peux puis pourrais pourriez peut donnez aimerais faut aider"
        ),
        bots=listed("bot robot machine chatbot"),
        negators=listed("ne pas n jamais sans"),
        nature=r"(?:es tu|etes vous|tu es|vous etes|est ce que (?:tu es|vous etes)|t es) ",
        rejections=r"""
            (?:ne |n )?(?:m |me |nous )?(?:aide|aidez|marche|fonctionne|repond|repondez|resout|comprend
            |comprends
            |comprenez|sert|va) (?:toujours |vraiment |absolument |pas du tout |a )?(?:pas|rien)
            |pas (?:correct\w*|utile|exact\w*|vrai|ca|cela|la (?:bonne )?reponse|ce que|bon|compris
            |repondu|aide)
            |faux|fausse|inutile|mauvaise? reponse|autre (?:reponse|chose)|deja (?:dit|essaye|fait|lu
            |repondu)
            |toujours (?:pas|le meme|la meme)|la meme chose|n importe quoi|nul|aucun sens|stupide|idiot
        """,
    ),
    "de": Language(
        common=listed("""
            der die das ein eine einen und ist sind nicht ich du sie wir ihr mein meine wie was wann wo
            wer
            warum hallo bitte mit fur auf von zu im den dem kann konnen habe haben mochte es auch noch
            aber
            wird werden gibt welche kostet
        """),
        thanks=listed("danke dankeschon vielen dank herzlichen super perfekt prima klasse toll spitze"),
        greetings=listed("hallo hi guten tag morgen abend servus moin gruss gott hey"),
        goodbyes=listed("tschuss ciao wiedersehen bis bald spater"),
        fine=listed("ja ok okay gut klar verstanden alles jawohl genau stimmt passt einverstanden"),
        no=listed("nein ne nee"),
        around=listed("""
            das die der war ist sehr mir dir fur ihre deine hilfe antwort schon nett dank hat geholfen
            schonen tag noch auf auch so weiter
        """),
        staff=listed("""
            mensch menschen menschlich menschliche menschlichen menschlicher menschlichem mitarbeiter
            mitarbeiterin mitarbeitern berater beraterin beratern kundenberater kundenberaterin agent
            agenten
            kundendienst kundenservice vertreter vertreterin ansprechpartner ansprechpartnerin operator
            sachbearbeiter sachbearbeiterin angestellten angestellter vorgesetzten supportmitarbeiter
            kollege kollegen kollegin
        """),
        somebody=listed("person personen jemand jemanden jemandem leute"),
        talk=listed("""
            sprechen spreche sprich sprecht reden rede verbinden verbinde verbindet verbunden weiterleiten
            weitergeleitet leiten kontaktieren kontakt anrufen telefonieren chatten unterhalten
            durchstellen
            stellen ubergeben wenden erreichen
        """),
        want=listed("""
            mochte will brauche kann konnte wurde bitte gib geben hatte gerne lieber gibt konnen
            wunsche holen
            hol hilft helfen
        """),
        bots=listed("bot roboter maschine chatbot computer automaten"),
        negators=listed("nicht kein keine keinen keinem ohne nie"),
        nature=r"(?:bist du|sind sie|bist|du bist|sie sind|spreche ich|rede ich|ist das) ",
        rejections=r"""
            (?:hilft|half|stimmt|funktioniert|geht|klappt|passt|beantwortet|reicht|weiterhilft|verstehst
            |verstehen|versteht)(?: \w+){0,3} (?:nicht|nix|nichts)|bringt (?:\w+ ){0,2}nichts
            |nicht (?:hilfreich|richtig|korrekt|was ich|das was|gemeint|verstanden|meine frage|geholfen
            |gefragt
            |beantwortet|die antwort|gut|wahr|das)|falsch\w*|nutzlos|unbrauchbar|unsinn|quatsch|blodsinn
            |(?:schon|bereits) (?:gesagt|probiert|versucht|gehort|gelesen|gemacht)|immer noch (?:nicht
            |das selbe)
            |andere antwort|das ?selbe|keine (?:hilfe|antwort)|dumm|sinnlos|kein sinn
        """,
    ),
    "it": Language(
        common=listed("""
            il lo la i gli le un una e che di in per con non sono ciao come quando dove quanto voglio
            posso
            puo mio mia tuo suo mi ti si del della al piu ma molto ho hai questo quale vorrei cosa
        """),
        thanks=listed("grazie ringrazio perfetto ottimo fantastico"),
        greetings=listed("ciao salve buongiorno buonasera"),
        goodbyes=listed("arrivederci addio presto"),
        fine=listed("si ok bene certo capito va d'accordo esatto"),
        no=listed("no"),
        around=listed("mille molte tante per l'aiuto aiuto tutto la il tua sua risposta e a lei te di cuore"),
        staff=listed("""
            umano umana umani operatore operatrice operatori agente agenti consulente addetto addetta
            rappresentante impiegato responsabile dipendente supervisore
        """),
        somebody=listed("persona persone qualcuno"),
        talk=listed("""
            parlare parlo parla comunicare contattare contatto collegare collegami collegatemi connettimi
            passare passami passatemi trasferire trasferiscimi trasferitemi chiamare chattare mettermi
        """),
        want=listed("voglio vorrei bisogno posso potrei puo dammi preferisco desidero serve"),
        bots=listed("bot robot macchina chatbot"),
        negators=listed("non senza mai"),
        nature=r"(?:sei|tu sei|lei e|sto parlando) ",
        rejections=r"""
            non (?:mi |ti |lo |ha |e )*(?:aiuta|aiutato|serve|funziona|risolve|capisce|capisci|capito
            |risponde
            |risposto|chiesto|va bene)|non (?:e|era) (?:quello|corrett\w|giust\w|utile|vero|cosi
            |la risposta|cio)
            |sbagliat\w|inutile|scorrett\w|altra (?:risposta|cosa)|gia (?:detto|provato|fatto|letto)
            |la stessa cosa|non ha senso|stupid\w|sciocchezz\w
        """,
    ),
    "pt": Language(
        common=listed("""
            o a os as um uma e que de em por para com nao sao ola como quando onde quanto quero posso pode
            meu minha seu sua me te se do da ao mais mas muito tenho voce isso qual gostaria esta
        """),
        thanks=listed("obrigado obrigada agradeco valeu perfeito otimo excelente"),
        greetings=listed("ola oi bom boa dia tarde noite"),
        goodbyes=listed("tchau adeus logo breve"),
        fine=listed("sim ok bem certo claro entendi beleza ta"),
        no=listed("nao"),
        around=listed("muito muita pela ajuda resposta a o sua tudo por de ate mais isso foi e"),
        staff=listed("""
            humano humana humanos atendente atendentes agente agentes operador operadora representante
            funcionario funcionaria consultor consultora gerente supervisor assistente
        """),
        somebody=listed("pessoa pessoas alguem"),
        talk=listed("""
            falar falo fala conversar contatar contactar contato conectar conecte transferir transfira
            transfere passar passe ligar comunicar chamar encaminhar atender
        """),
        want=listed("quero queria preciso posso poderia pode gostaria prefiro desejo ajudar tem"),
        bots=listed("bot robo maquina chatbot"),
        negators=listed("nao sem nunca"),
        nature=r"(?:voce e|es|tu es|estou falando) ",
        rejections=r"""
            nao (?:me |te |o |se |foi |e |era )*(?:ajuda|ajudou|serve|serviu|funciona|funcionou|resolve
            |resolveu
            |entende|entendeu|responde|respondeu|perguntei|pedi)|nao (?:e|era|foi) (?:isso|o que
            |corret\w|cert\w|util
            |verdade|a resposta)|errad\w|incorret\w|inutil|outra (?:resposta|coisa)|ja (?:disse|tentei
            |falou|fiz|li)
            |a mesma coisa|nao faz sentido|estupid\w|besteira
        """,
    ),
    "nl": Language(
        common=listed("""
            de het een en is zijn niet ik jij je u wij mijn hoe wat wanneer waar wie waarom hallo met
            voor op
            van naar kan kunnen heb hebben wil graag ook nog maar wordt deze dit dat er te
        """),
        thanks=listed("bedankt dank dankjewel dankuwel merci perfect geweldig prima top"),
        greetings=listed("hallo hoi goedemorgen goedemiddag goedenavond dag hey"),
        goodbyes=listed("doei tot ziens straks later"),
        fine=listed("ja ok oke goed prima begrepen duidelijk akkoord klopt"),
        no=listed("nee"),
        around=listed("je u wel voor de het hulp antwoord heel erg hartelijk alles dat was is zeer uw"),
        staff=listed("""
            mens mensen menselijk menselijke medewerker medewerkers medewerkster agent adviseur
            vertegenwoordiger klantenservice operator collega werknemer manager
        """),
        somebody=listed("persoon iemand"),
        talk=listed("""
            spreken spreek praten praat contact verbinden verbind doorverbinden doorverbonden bellen
            chatten
            overleggen doorzetten bereiken
        """),
        want=listed("wil graag nodig kan mag geef liever zou helpen kunt"),
        bots=listed("bot robot machine chatbot computer"),
        negators=listed("niet geen nooit zonder"),
        nature=r"(?:ben je|bent u|ben jij|je bent|praat ik|spreek ik) ",
        rejections=r"""
            (?:helpt|hielp|werkt|klopt|snapt|begrijpt|beantwoordt)(?: \w+){0,3} niet
            |niet (?:goed|juist|correct|behulpzaam|nuttig|wat ik|geholpen|begrepen|mijn vraag|waar
            |het antwoord|dat)
            |fout|verkeerd|nutteloos|onzin|onjuist|ander antwoord|iets anders|al (?:gezegd|geprobeerd
            |gedaan|gelezen)
            |nog steeds niet|hetzelfde|dom|slaat nergens op
        """,
    ),
}

REAL = listed("""
    reelle reel reels vrai vraie vrais real reales reale vero vera verdadera verdadero verdadeira echt
    echte
    echten echter echtem wirkliche wirklichen richtige richtigen werkelijke
""")
"""Beside the word for any person these mean one who is no machine."""
DESK = listed("""
    clientele soutien support assistance kundendienst kundenservice unterstutzung kontaktaufnahme
    soporte asistencia
    atencion servicio supporto assistenza servizio suporte assistencia atendimento klantenservice
    ondersteuning
    service client
""")
"""Who is asked for where a message says hardly anything else."""

UNSPACED_STAFF = (
    "人工",
    "真人",
    "客服",
    "人类",
    "人員",
    "专员",
    "專員",
    "接线员",
    "人間",
    "オペレーター",
    "担当者",
    "상담원",
    "사람",
)
"""In scripts without spaces: whoever works there. Each asks for them unless a negator stands before."""

OTHER_STAFF = listed("""
    człowiek człowiekiem czlowiek czlowiekiem konsultant konsultantem konsultanta operatorem manniska
    manniskor handlaggare
    menneske medarbejder medarbeider kundbehandler insan temsilci temsilciyle temsilcisi yetkili человек
    человеком оператор оператором оператора консультант консультантом специалист специалистом людиною
    ember emberrel ugyfelszolgalatos ihminen ihmisen clovek clovekem operatorom
""")
OTHER_TALK = listed("""
    połącz połączyć połączenie rozmawiac porozmawiac polacz polaczyc polaczenie chce prosze prata tala
    vill koppla snakke tale vil konusmak
    gorusmek baglan baglayin istiyorum поговорить говорить связаться соедините позовите переключите
    хочу нужен
    beszelni szeretnek puhua haluan mluvit chci spojte hovorit chcem
""")
