//! How changes are claimed in English, German, Spanish and French.

use super::Claim;
use crate::builtin::{number, words::Word};

/// The words of one language by which changes are claimed.
pub(super) struct Language {
    /// The beginnings of participles, and of past forms, with what they claim.
    verbs: &'static [(&'static str, Claim)],
    /// Words of which one has to stand in the sentence: who did it, or that it was done.
    marks: &'static [&'static str],
    /// Words before the verb that make it no claim: denials, intentions, conditions, and what the person did.
    excuses: &'static [&'static str],
    /// What closes an answer: nothing of the kind was done, or less than was said.
    nothing: [&'static str; 5],
    less: &'static str,
}

pub(super) const LANGUAGES: [&Language; 4] = [&ENGLISH, &GERMAN, &SPANISH, &FRENCH];

use Claim::{Added, Changed, Completed, Deleted, Undone};

const ENGLISH: Language = Language {
    verbs: &[
        ("added", Added),
        ("created", Added),
        ("deleted", Deleted),
        ("removed", Deleted),
        ("erased", Deleted),
        ("completed", Completed),
        ("marked", Completed),
        ("ticked", Completed),
        ("checked", Completed),
        ("updated", Changed),
        ("changed", Changed),
        ("renamed", Changed),
        ("moved", Changed),
        ("rescheduled", Changed),
        ("reopened", Changed),
        ("undone", Undone),
        ("restored", Undone),
        ("reverted", Undone),
    ],
    marks: &[
        "i",
        "i've",
        "we",
        "we've",
        "been",
        "was",
        "were",
        "successfully",
    ],
    excuses: &[
        "not",
        "never",
        "nothing",
        "no",
        "none",
        "can",
        "can't",
        "could",
        "couldn't",
        "would",
        "will",
        "won't",
        "i'll",
        "shall",
        "should",
        "may",
        "might",
        "if",
        "once",
        "when",
        "before",
        "after",
        "unless",
        "until",
        "you",
        "you've",
        "want",
        "yesterday",
        "ago",
        "earlier",
        "already",
        "last",
        "unable",
        "failed",
        "tried",
        "cannot",
        "wasn't",
        "weren't",
        "haven't",
        "hasn't",
        "didn't",
        "isn't",
        "aren't",
        "previously",
        "which",
        "what",
        "how",
    ],
    nothing: [
        "Correction: nothing was added; no tool reported it.",
        "Correction: nothing was completed; no tool reported it.",
        "Correction: nothing was changed; no tool reported it.",
        "Correction: nothing was deleted; no tool reported it.",
        "Correction: nothing was taken back; no tool reported it.",
    ],
    less: "Correction: the tools reported fewer changes than that.",
};

const GERMAN: Language = Language {
    verbs: &[
        ("hinzugefügt", Added),
        ("angelegt", Added),
        ("erstellt", Added),
        ("eingetragen", Added),
        ("aufgenommen", Added),
        ("gelöscht", Deleted),
        ("entfernt", Deleted),
        ("erledigt", Completed),
        ("abgehakt", Completed),
        ("abgeschlossen", Completed),
        ("geändert", Changed),
        ("umbenannt", Changed),
        ("aktualisiert", Changed),
        ("verschoben", Changed),
        ("rückgängig", Undone),
        ("wiederhergestellt", Undone),
    ],
    marks: &["ich", "wir", "wurde", "wurden", "erfolgreich"],
    excuses: &[
        "nicht",
        "nichts",
        "kein",
        "keine",
        "keinen",
        "kann",
        "konnte",
        "könnte",
        "soll",
        "sollte",
        "möchte",
        "möchtest",
        "werde",
        "würde",
        "wenn",
        "falls",
        "du",
        "sie",
        "hast",
        "gestern",
        "bereits",
        "schon",
        "vorher",
        "bevor",
        "nachdem",
        "welche",
        "wieder",
    ],
    nothing: [
        "Richtigstellung: Es wurde nichts hinzugefügt; kein Werkzeug hat das gemeldet.",
        "Richtigstellung: Es wurde nichts erledigt; kein Werkzeug hat das gemeldet.",
        "Richtigstellung: Es wurde nichts geändert; kein Werkzeug hat das gemeldet.",
        "Richtigstellung: Es wurde nichts gelöscht; kein Werkzeug hat das gemeldet.",
        "Richtigstellung: Es wurde nichts rückgängig gemacht; kein Werkzeug hat das gemeldet.",
    ],
    less: "Richtigstellung: Die Werkzeuge haben weniger Änderungen gemeldet.",
};

const SPANISH: Language = Language {
    verbs: &[
        ("añadid", Added),
        ("agregad", Added),
        ("cread", Added),
        ("anotad", Added),
        ("añadí", Added),
        ("agregué", Added),
        ("creé", Added),
        ("eliminad", Deleted),
        ("borrad", Deleted),
        ("quitad", Deleted),
        ("eliminé", Deleted),
        ("borré", Deleted),
        ("completad", Completed),
        ("marcad", Completed),
        ("marqué", Completed),
        ("completé", Completed),
        ("cambiad", Changed),
        ("actualizad", Changed),
        ("renombrad", Changed),
        ("modificad", Changed),
        ("movid", Changed),
        ("cambié", Changed),
        ("actualicé", Changed),
        ("deshech", Undone),
        ("restaurad", Undone),
    ],
    marks: &[
        "he",
        "hemos",
        "ha",
        "han",
        "fue",
        "fueron",
        "añadí",
        "agregué",
        "creé",
        "eliminé",
        "borré",
        "marqué",
        "completé",
        "cambié",
        "actualicé",
    ],
    excuses: &[
        "no", "nada", "ninguna", "ninguno", "nunca", "puedo", "pude", "podría", "quieres", "si",
        "cuando", "antes", "has", "tú", "usted", "ayer", "ya", "debería", "voy",
    ],
    nothing: [
        "Corrección: no se añadió nada; ninguna herramienta lo confirmó.",
        "Corrección: no se completó nada; ninguna herramienta lo confirmó.",
        "Corrección: no se cambió nada; ninguna herramienta lo confirmó.",
        "Corrección: no se eliminó nada; ninguna herramienta lo confirmó.",
        "Corrección: no se deshizo nada; ninguna herramienta lo confirmó.",
    ],
    less: "Corrección: las herramientas confirmaron menos cambios.",
};

const FRENCH: Language = Language {
    verbs: &[
        ("ajouté", Added),
        ("créé", Added),
        ("noté", Added),
        ("supprimé", Deleted),
        ("effacé", Deleted),
        ("retiré", Deleted),
        ("terminé", Completed),
        ("complété", Completed),
        ("coché", Completed),
        ("marqué", Completed),
        ("modifié", Changed),
        ("changé", Changed),
        ("renommé", Changed),
        ("déplacé", Changed),
        ("annulé", Undone),
        ("rétabli", Undone),
        ("restauré", Undone),
    ],
    marks: &["j'ai", "nous", "été", "ai"],
    excuses: &[
        "ne", "n'ai", "n'a", "pas", "rien", "aucun", "aucune", "jamais", "peux", "pu", "pourrais",
        "voulez", "veux", "si", "quand", "avant", "vous", "tu", "as", "hier", "déjà", "vais",
    ],
    nothing: [
        "Rectification : rien n'a été ajouté ; aucun outil ne l'a signalé.",
        "Rectification : rien n'a été terminé ; aucun outil ne l'a signalé.",
        "Rectification : rien n'a été modifié ; aucun outil ne l'a signalé.",
        "Rectification : rien n'a été supprimé ; aucun outil ne l'a signalé.",
        "Rectification : rien n'a été annulé ; aucun outil ne l'a signalé.",
    ],
    less: "Rectification : les outils ont signalé moins de changements.",
};

/// Words behind the verb that put it into the past or leave it open.
const PAST_OR_OPEN: &[&str] = &[
    "yesterday",
    "ago",
    "last",
    "earlier",
    "if",
    "unless",
    "once",
    "until",
    "gestern",
    "wenn",
    "falls",
    "ayer",
    "si",
    "cuando",
    "hier",
    "quand",
];

/// Words that may stand before a participle that begins a sentence: "Done! Added …", "All set, deleted …".
const OPENINGS: &[&str] = &[
    "done",
    "ok",
    "okay",
    "great",
    "sure",
    "alright",
    "all",
    "set",
    "✅",
    "✔",
    "got",
    "it",
    "perfect",
    "successfully",
    "fertig",
    "gut",
    "erledigt",
    "listo",
    "vale",
    "hecho",
    "voilà",
    "c'est",
    "fait",
    "d'accord",
    "-",
    "•",
    "*",
];

impl Language {
    /// What a sentence claims, and how many of it.
    pub(super) fn claim(&self, sentence: &[Word<'_>]) -> Option<(Claim, usize)> {
        let plain: Vec<&Word<'_>> = sentence.iter().filter(|word| !word.quoted).collect();
        let is = |word: &Word<'_>, list: &[&str]| list.contains(&word.norm.as_str());
        let (at, claim) = plain.iter().enumerate().find_map(|(at, word)| {
            let verb = self.verbs.iter().find(|(verb, _)| begins(&word.norm, verb));
            verb.map(|(_, claim)| (at, *claim))
        })?;
        let (before, after) = plain.split_at(at);
        if before.iter().any(|word| is(word, self.excuses))
            || after.iter().any(|word| is(word, PAST_OR_OPEN))
        {
            return None;
        }
        let marked = plain.iter().any(|word| is(word, self.marks));
        let first = plain.iter().take(at).all(|word| is(word, OPENINGS));
        // "Completed: …" and "Completed tasks" head a list.
        let next = plain.get(at + 1);
        let heads = claim == Completed && plain.get(at).is_some_and(|word| word.raw.ends_with(':'))
            || next.is_some_and(|next| {
                matches!(
                    next.norm.as_str(),
                    "tasks" | "items" | "aufgaben" | "tareas" | "tâches"
                )
            });
        if !marked && (!first || heads) {
            return None;
        }
        let mut numbers = plain.iter().skip(at + 1).take(2);
        let named = numbers.find_map(|word| number(&word.norm));
        let plural = plain.iter().any(|word| {
            matches!(
                word.norm.as_str(),
                "tasks" | "aufgaben" | "tareas" | "tâches"
            )
        });
        let number = named
            .filter(|_| plural)
            .and_then(|number| usize::try_from(number).ok());
        Some((claim, number.unwrap_or(1).max(1)))
    }

    /// What closes an answer that claims this.
    pub(super) fn correction(&self, claim: Claim, some: bool) -> &'static str {
        if some {
            return self.less;
        }
        let [added, completed, changed, deleted, undone] = self.nothing;
        match claim {
            Added => added,
            Completed => completed,
            Changed => changed,
            Deleted => deleted,
            Undone => undone,
        }
    }
}

/// Whether a word is this verb, whatever its ending agrees with.
fn begins(norm: &str, verb: &str) -> bool {
    norm.strip_prefix(verb).is_some_and(|ending| {
        matches!(
            ending,
            "" | "e" | "s" | "es" | "o" | "a" | "os" | "as" | "en" | "er"
        )
    })
}
