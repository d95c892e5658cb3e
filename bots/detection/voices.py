"""The lines that the bot says by itself, in each language that it speaks. Data, put together by `lines`."""

from dataclasses import dataclass

from bots.detection.smalltalk import Courtesy


@dataclass(frozen=True, slots=True)
class Voice:
    """One language. Stored transcripts are read by these lines: one that was ever said must be known again.

    trying_again  put before another answer; together with `asking_again` it marks that an answer had failed
    clarifying    put before the questions of the articles that come near, joined by `either`
    unsure        said once to a few words that follow an answer and are no question the bot knows
    cannot_open   said to a file that comes without words
    courtesies    THANKS and FINE end in `anything_else`, after which a "no" turns nothing down
    """

    trying_again: tuple[str, ...]
    asking_again: tuple[str, ...]
    do_not_know: str
    no_person_here: str
    clarifying: str
    either: str
    anything_else: str
    unsure: str
    cannot_open: str
    courtesies: dict[Courtesy, str]
    mark: str = "?"


ENGLISH = Voice(
    trying_again=("I am sorry that did not help. Perhaps this does: ", "Let me try again. "),
    asking_again=(
        "I am sorry that did not answer your question. Could you put it in other words, or tell me more?",
        "I am sorry, I still have not understood. What exactly would you like to know or do?",
        "I am sorry I have not been of help so far. Which part of my answer does not fit?",
    ),
    do_not_know="I am sorry, I do not know the answer to that. You could try asking in other words.",
    no_person_here=(
        "I am sorry, I am an automated assistant and cannot pass this conversation on to a person. "
        "I am glad to help with your question as well as I can."
    ),
    clarifying="I am not sure that I understood you. Do you mean ",
    either="or",
    anything_else="Is there anything else I can help with?",
    unsure="I am not sure what you mean. If it is a question, could you put it in a few more words?",
    cannot_open="I am sorry, I cannot open files. Could you tell me in words what it is about?",
    courtesies={
        Courtesy.GREETING: "Hello! How can I help you?",
        Courtesy.WELLBEING: "I am doing well, thank you. How can I help you?",
        Courtesy.THANKS: "You are welcome! Is there anything else I can help with?",
        Courtesy.GOODBYE: "Goodbye, and thank you for getting in touch.",
        Courtesy.FINE: "All right. Is there anything else I can help with?",
        Courtesy.NATURE: "I am an automated assistant, not a person. How can I help you?",
        Courtesy.NO_PERSON: "All right, you can stay with me. What would you like to know?",
        Courtesy.OPENING: "Of course. What would you like to know?",
        Courtesy.NO: "All right. What would you like to know?",
        Courtesy.NOTHING: "I am here if you have a question.",
    },
)

VOICES = {
    "en": ENGLISH,
    "es": Voice(
        trying_again=("Siento que no le haya servido. Quizás esto le ayude: ", "Lo intento de nuevo. "),
        asking_again=(
            "Siento no haber respondido a su pregunta. ¿Podría decirlo con otras palabras o contarme más?",
            "Lo siento, sigo sin entenderlo. ¿Qué le gustaría saber o hacer exactamente?",
            "Siento no haberle ayudado hasta ahora. ¿Qué parte de mi respuesta no le sirve?",
        ),
        do_not_know="Lo siento, no conozco la respuesta. Puede intentar preguntarlo con otras palabras.",
        no_person_here=(
            "Lo siento, soy un asistente automático y no puedo pasar esta conversación a una persona. "
            "Con gusto le ayudo con su pregunta lo mejor que pueda."
        ),
        clarifying="No estoy seguro de haberle entendido. ¿Se refiere a ",
        either="o",
        anything_else="¿Puedo ayudarle en algo más?",
        unsure="No estoy seguro de haberle entendido. Si es una pregunta, ¿podría decirlo con más palabras?",
        cannot_open="Lo siento, no puedo abrir archivos. ¿Podría contarme con palabras de qué se trata?",
        courtesies={
            Courtesy.GREETING: "¡Hola! ¿En qué puedo ayudarle?",
            Courtesy.WELLBEING: "Estoy bien, gracias. ¿En qué puedo ayudarle?",
            Courtesy.THANKS: "¡De nada! ¿Puedo ayudarle en algo más?",
            Courtesy.GOODBYE: "Adiós, y gracias por escribirnos.",
            Courtesy.FINE: "De acuerdo. ¿Puedo ayudarle en algo más?",
            Courtesy.NATURE: "Soy un asistente automático, no una persona. ¿En qué puedo ayudarle?",
            Courtesy.NO_PERSON: "De acuerdo, puede seguir conmigo. ¿Qué le gustaría saber?",
            Courtesy.OPENING: "Por supuesto. ¿Qué le gustaría saber?",
            Courtesy.NO: "De acuerdo. ¿Qué le gustaría saber?",
            Courtesy.NOTHING: "Aquí estoy si tiene alguna pregunta.",
        },
    ),
    "fr": Voice(
        trying_again=(
            "Je suis désolé que cela ne vous ait pas aidé. Ceci répond peut-être mieux : ",
            "J'essaie à nouveau. ",
        ),
        asking_again=(
            "Je suis désolé de ne pas avoir répondu à votre question. "
            "Pourriez-vous la formuler autrement ou m'en dire plus ?",
            "Je suis désolé, je n'ai toujours pas compris. Que souhaitez-vous savoir ou faire exactement ?",
            "Je suis désolé de ne pas vous avoir aidé jusqu'ici. "
            "Qu'est-ce qui ne convient pas dans ma réponse ?",
        ),
        do_not_know=(
            "Je suis désolé, je ne connais pas la réponse. Vous pouvez essayer de formuler autrement."
        ),
        no_person_here=(
            "Je suis désolé, je suis un assistant automatique et ne peux pas transmettre cette conversation "
            "à une personne. Je vous aiderai volontiers du mieux que je peux."
        ),
        clarifying="Je ne suis pas sûr de vous avoir compris. Voulez-vous dire ",
        either="ou",
        anything_else="Puis-je vous aider pour autre chose ?",
        unsure=(
            "Je ne suis pas sûr de vous avoir compris. "
            "Si c'est une question, pourriez-vous en dire un peu plus ?"
        ),
        cannot_open="Désolé, je ne peux pas ouvrir de fichiers. De quoi s'agit-il, en quelques mots ?",
        courtesies={
            Courtesy.GREETING: "Bonjour ! Comment puis-je vous aider ?",
            Courtesy.WELLBEING: "Je vais bien, merci. Comment puis-je vous aider ?",
            Courtesy.THANKS: "Je vous en prie ! Puis-je vous aider pour autre chose ?",
            Courtesy.GOODBYE: "Au revoir, et merci de nous avoir contactés.",
            Courtesy.FINE: "Très bien. Puis-je vous aider pour autre chose ?",
            Courtesy.NATURE: (
                "Je suis un assistant automatique, pas une personne. Comment puis-je vous aider ?"
            ),
            Courtesy.NO_PERSON: "Très bien, vous pouvez rester avec moi. Que souhaitez-vous savoir ?",
            Courtesy.OPENING: "Bien sûr. Que souhaitez-vous savoir ?",
            Courtesy.NO: "Très bien. Que souhaitez-vous savoir ?",
            Courtesy.NOTHING: "Je suis là si vous avez une question.",
        },
        mark=" ?",
    ),
    "de": Voice(
        trying_again=(
            "Es tut mir leid, dass das nicht geholfen hat. Vielleicht hilft dies: ",
            "Ich versuche es noch einmal. ",
        ),
        asking_again=(
            "Es tut mir leid, dass das Ihre Frage nicht beantwortet hat. "
            "Können Sie sie anders formulieren oder mir mehr dazu sagen?",
            "Es tut mir leid, ich habe es noch nicht verstanden. Was genau möchten Sie wissen oder tun?",
            "Es tut mir leid, dass ich bisher nicht helfen konnte. Was an meiner Antwort passt nicht?",
        ),
        do_not_know=(
            "Es tut mir leid, darauf weiß ich keine Antwort. Sie können es gern mit anderen Worten versuchen."
        ),
        no_person_here=(
            "Es tut mir leid, ich bin ein automatischer Assistent und kann dieses Gespräch nicht an einen "
            "Menschen weitergeben. Ich helfe Ihnen gern, so gut ich kann."
        ),
        clarifying="Ich bin nicht sicher, ob ich Sie verstanden habe. Meinen Sie ",
        either="oder",
        anything_else="Kann ich sonst noch etwas für Sie tun?",
        unsure=(
            "Ich bin nicht sicher, was Sie meinen. "
            "Falls es eine Frage ist: Können Sie sie etwas ausführlicher stellen?"
        ),
        cannot_open="Es tut mir leid, ich kann keine Dateien öffnen. Worum geht es, in Worten?",
        courtesies={
            Courtesy.GREETING: "Hallo! Wie kann ich Ihnen helfen?",
            Courtesy.WELLBEING: "Mir geht es gut, danke. Wie kann ich Ihnen helfen?",
            Courtesy.THANKS: "Gern geschehen! Kann ich sonst noch etwas für Sie tun?",
            Courtesy.GOODBYE: "Auf Wiedersehen, und danke für Ihre Nachricht.",
            Courtesy.FINE: "In Ordnung. Kann ich sonst noch etwas für Sie tun?",
            Courtesy.NATURE: "Ich bin ein automatischer Assistent, kein Mensch. Wie kann ich Ihnen helfen?",
            Courtesy.NO_PERSON: "In Ordnung, Sie können bei mir bleiben. Was möchten Sie wissen?",
            Courtesy.OPENING: "Natürlich. Was möchten Sie wissen?",
            Courtesy.NO: "In Ordnung. Was möchten Sie wissen?",
            Courtesy.NOTHING: "Ich bin da, wenn Sie eine Frage haben.",
        },
    ),
    "it": Voice(
        trying_again=("Mi dispiace che non sia stato utile. Forse questo aiuta: ", "Provo di nuovo. "),
        asking_again=(
            "Mi dispiace di non aver risposto alla sua domanda. "
            "Potrebbe dirlo con altre parole o darmi qualche dettaglio in più?",
            "Mi dispiace, non ho ancora capito. Che cosa vorrebbe sapere o fare esattamente?",
            "Mi dispiace di non esserle stato d'aiuto finora. Quale parte della mia risposta non va bene?",
        ),
        do_not_know="Mi dispiace, non conosco la risposta. Può provare a chiederlo con altre parole.",
        no_person_here=(
            "Mi dispiace, sono un assistente automatico e non posso passare questa conversazione a una "
            "persona. La aiuterò volentieri come meglio posso."
        ),
        clarifying="Non sono sicuro di aver capito. Intende ",
        either="o",
        anything_else="Posso aiutarla con qualcos'altro?",
        unsure="Non sono sicuro di aver capito. Se è una domanda, potrebbe dirlo con qualche parola in più?",
        cannot_open="Mi dispiace, non posso aprire file. Potrebbe dirmi a parole di che cosa si tratta?",
        courtesies={
            Courtesy.GREETING: "Buongiorno! Come posso aiutarla?",
            Courtesy.WELLBEING: "Sto bene, grazie. Come posso aiutarla?",
            Courtesy.THANKS: "Prego! Posso aiutarla con qualcos'altro?",
            Courtesy.GOODBYE: "Arrivederci, e grazie per averci scritto.",
            Courtesy.FINE: "Va bene. Posso aiutarla con qualcos'altro?",
            Courtesy.NATURE: "Sono un assistente automatico, non una persona. Come posso aiutarla?",
            Courtesy.NO_PERSON: "Va bene, può restare con me. Che cosa vorrebbe sapere?",
            Courtesy.OPENING: "Certo. Che cosa vorrebbe sapere?",
            Courtesy.NO: "Va bene. Che cosa vorrebbe sapere?",
            Courtesy.NOTHING: "Sono qui se ha una domanda.",
        },
    ),
    "pt": Voice(
        trying_again=("Lamento que isso não tenha ajudado. Talvez isto ajude: ", "Vou tentar de novo. "),
        asking_again=(
            "Lamento não ter respondido à sua pergunta. "
            "Poderia dizer de outra forma ou contar um pouco mais?",
            "Lamento, ainda não entendi. O que exatamente gostaria de saber ou fazer?",
            "Lamento não ter ajudado até agora. Que parte da minha resposta não serve?",
        ),
        do_not_know="Lamento, não sei a resposta. Pode tentar perguntar com outras palavras.",
        no_person_here=(
            "Lamento, sou um assistente automático e não posso passar esta conversa para uma pessoa. "
            "Terei gosto em ajudar com a sua pergunta o melhor que puder."
        ),
        clarifying="Não tenho certeza de ter entendido. Quer dizer ",
        either="ou",
        anything_else="Posso ajudar em mais alguma coisa?",
        unsure=(
            "Não tenho certeza de ter entendido. Se é uma pergunta, poderia dizer com mais algumas palavras?"
        ),
        cannot_open="Lamento, não consigo abrir ficheiros. Pode dizer-me por palavras do que se trata?",
        courtesies={
            Courtesy.GREETING: "Olá! Como posso ajudar?",
            Courtesy.WELLBEING: "Estou bem, obrigado. Como posso ajudar?",
            Courtesy.THANKS: "De nada! Posso ajudar em mais alguma coisa?",
            Courtesy.GOODBYE: "Até logo, e obrigado pelo contato.",
            Courtesy.FINE: "Certo. Posso ajudar em mais alguma coisa?",
            Courtesy.NATURE: "Sou um assistente automático, não uma pessoa. Como posso ajudar?",
            Courtesy.NO_PERSON: "Certo, pode continuar comigo. O que gostaria de saber?",
            Courtesy.OPENING: "Claro. O que gostaria de saber?",
            Courtesy.NO: "Certo. O que gostaria de saber?",
            Courtesy.NOTHING: "Estou aqui se tiver alguma pergunta.",
        },
    ),
    "nl": Voice(
        trying_again=(
            "Het spijt me dat dat niet heeft geholpen. Misschien helpt dit: ",
            "Ik probeer het nog een keer. ",
        ),
        asking_again=(
            "Het spijt me dat dat uw vraag niet beantwoordde. "
            "Kunt u het anders verwoorden of er meer over vertellen?",
            "Het spijt me, ik heb het nog niet begrepen. Wat wilt u precies weten of doen?",
            "Het spijt me dat ik nog niet heb kunnen helpen. Wat aan mijn antwoord klopt er niet?",
        ),
        do_not_know="Het spijt me, daar weet ik geen antwoord op. U kunt het met andere woorden proberen.",
        no_person_here=(
            "Het spijt me, ik ben een automatische assistent en kan dit gesprek niet doorgeven aan een mens. "
            "Ik help u graag zo goed als ik kan."
        ),
        clarifying="Ik weet niet zeker of ik u goed heb begrepen. Bedoelt u ",
        either="of",
        anything_else="Kan ik u nog ergens anders mee helpen?",
        unsure="Ik weet niet zeker wat u bedoelt. Als het een vraag is, kunt u die wat uitgebreider stellen?",
        cannot_open="Het spijt me, ik kan geen bestanden openen. Waar gaat het over, in woorden?",
        courtesies={
            Courtesy.GREETING: "Hallo! Waarmee kan ik u helpen?",
            Courtesy.WELLBEING: "Met mij gaat het goed, dank u. Waarmee kan ik u helpen?",
            Courtesy.THANKS: "Graag gedaan! Kan ik u nog ergens anders mee helpen?",
            Courtesy.GOODBYE: "Tot ziens, en bedankt voor uw bericht.",
            Courtesy.FINE: "Prima. Kan ik u nog ergens anders mee helpen?",
            Courtesy.NATURE: "Ik ben een automatische assistent, geen mens. Waarmee kan ik u helpen?",
            Courtesy.NO_PERSON: "Prima, u kunt bij mij blijven. Wat wilt u weten?",
            Courtesy.OPENING: "Natuurlijk. Wat wilt u weten?",
            Courtesy.NO: "Prima. Wat wilt u weten?",
            Courtesy.NOTHING: "Ik ben er als u een vraag hebt.",
        },
    ),
}
