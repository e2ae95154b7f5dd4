//! The marks by which models set thoughts and calls off from their words.

use crate::tools::Tool;

/// Thoughts: of most, of Gemini, Mistral, Cohere, Kimi, gpt-oss, and others.
const THOUGHTS: [(&str, &str); 17] = [
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),
    ("<thoughts>", "</thoughts>"),
    ("<reasoning>", "</reasoning>"),
    ("<reflection>", "</reflection>"),
    ("<scratchpad>", "</scratchpad>"),
    ("<analysis>", "</analysis>"),
    ("<inner_monologue>", "</inner_monologue>"),
    ("<antthinking>", "</antthinking>"),
    ("<seed:think>", "</seed:think>"),
    ("[think]", "[/think]"),
    ("◁think▷", "◁/think▷"),
    ("<|begin_of_thought|>", "<|end_of_thought|>"),
    ("<|start_thinking|>", "<|end_thinking|>"),
    ("<|channel|>analysis", "<|end|>"),
    ("<|channel>thought", "<channel|>"),
];

/// Calls: with `""` as an end they go on to the reply's.
const CALLS: [(&str, &str); 18] = [
    ("<tool_call>", "</tool_call>"),
    ("<tool_calls>", "</tool_calls>"),
    ("<toolcall>", "</toolcall>"),
    ("<function_call>", "</function_call>"),
    ("<functioncall>", "</functioncall>"),
    ("<function_calls>", "</function_calls>"),
    ("<function=", "</function>"),
    ("<function name=", "</function>"),
    ("<invoke name=", "</invoke>"),
    ("<tool_use>", "</tool_use>"),
    ("<tool_code>", "</tool_code>"),
    ("<|tool_call|>", ""),
    ("<|tool_call>", "<tool_call|>"),
    ("[tool_calls]", ""),
    ("<|python_tag|>", ""),
    ("<|tool_calls_section_begin|>", "<|tool_calls_section_end|>"),
    ("<｜tool▁calls▁begin｜>", "<｜tool▁calls▁end｜>"),
    ("<|channel|>commentary", "<|call|>"),
];

/// What a chat template puts around words.
const TOKENS: [&str; 19] = [
    "<|start|>assistant",
    "<|channel|>final",
    "<|message|>",
    "<|return|>",
    "<|end|>",
    "<|call|>",
    "<|im_end|>",
    "<|im_start|>assistant",
    "<|eot_id|>",
    "<|eom_id|>",
    "<|endoftext|>",
    "<|end_of_text|>",
    "<|start_response|>",
    "<|end_response|>",
    "<｜end▁of▁sentence｜>",
    "<end_of_turn>",
    "</s>",
    "<response>",
    "</response>",
];

/// What is written between marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Thoughts,
    Call,
    /// A call, or words in the same form.
    Maybe,
}

/// Where a block ends.
#[derive(Debug, Clone)]
enum End {
    /// With these words; empty: with the reply.
    With(String),
    /// Where all brackets are closed.
    Balanced(Balance),
    /// With the fence that closes it.
    Fence,
}

/// Brackets as far as they are open.
#[derive(Debug, Clone, Default)]
struct Balance {
    depth: usize,
    quote: Option<char>,
    escaped: bool,
    read: usize,
}

/// What a mark opened.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub(super) kind: Kind,
    end: End,
}

impl Block {
    /// Whether the block ends with this letter, which is the last of its text.
    pub(super) fn ends(&mut self, text: &str, letter: char) -> bool {
        match &mut self.end {
            End::With(end) => !end.is_empty() && ends_with(text, end),
            End::Balanced(balance) => {
                for letter in text.get(balance.read..).unwrap_or_default().chars() {
                    balance.take(letter);
                }
                balance.read = text.len();
                balance.depth == 0 && matches!(letter, '}' | ']' | ')')
            }
            End::Fence => text.len() > 3 && text.ends_with("```"),
        }
    }

    /// Whether the text is whole.
    pub(super) fn closed(&self, text: &str) -> bool {
        match &self.end {
            End::With(end) => ends_with(text, end),
            End::Balanced(balance) => balance.depth == 0,
            End::Fence => text.len() > 3 && text.ends_with("```"),
        }
    }
}

impl Balance {
    fn take(&mut self, letter: char) {
        if let Some(quote) = self.quote {
            match letter {
                _ if self.escaped => self.escaped = false,
                '\\' => self.escaped = true,
                _ if letter == quote => self.quote = None,
                _ => {}
            }
            return;
        }
        match letter {
            '"' => self.quote = Some(letter),
            '{' | '[' | '(' => self.depth += 1,
            '}' | ']' | ')' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }
}

fn ends_with(text: &str, end: &str) -> bool {
    text.len()
        .checked_sub(end.len())
        .and_then(|at| text.get(at..))
        .is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

/// What held text is.
#[derive(Debug)]
pub(super) enum Mark {
    /// Words.
    None,
    /// It may become a mark.
    Begun,
    /// A mark that says nothing.
    Token,
    /// The end of thoughts that nothing opened.
    ThoughtsBefore,
    Opens(Block),
}

/// All marks, those that name a tool included.
#[derive(Debug)]
pub(super) struct Marks {
    tools: Vec<String>,
    /// The beginnings of calls in the form of code, and of tags that are a tool's name.
    named: Vec<(String, End)>,
}

impl Marks {
    pub(super) fn new(tools: &[Tool]) -> Self {
        let mut named = Vec::new();
        let balanced = || End::Balanced(Balance::default());
        for tool in tools {
            for before in [
                "",
                "[",
                "functions.",
                "default_api.",
                "print(default_api.",
                "[default_api.",
                "call:",
            ] {
                named.push((format!("{before}{}(", tool.name), balanced()));
            }
            named.push((
                format!("<{}>", tool.name),
                End::With(format!("</{}>", tool.name)),
            ));
        }
        Self {
            tools: tools.iter().map(|tool| tool.name.clone()).collect(),
            named,
        }
    }

    pub(super) fn tools(&self) -> &[String] {
        &self.tools
    }

    /// Whether a mark can begin with a letter, which most do not.
    pub(super) fn may_begin_with(&self, letter: char, at_start: bool) -> bool {
        matches!(letter, '<' | '[' | '◁')
            || at_start
                && (matches!(letter, '{' | '`')
                    || self.named.iter().any(|(open, _)| {
                        let first = open.chars().next();
                        first.is_some_and(|first| first.eq_ignore_ascii_case(&letter))
                    }))
    }

    /// What the held text is, or may become. `at_start`: nothing stands before it in its line.
    pub(super) fn find(&self, held: &str, at_start: bool) -> Mark {
        let mut begun = false;
        let mut is = |mark: &str| {
            let whole = mark.len() == held.len() && mark.eq_ignore_ascii_case(held);
            begun |= mark.len() > held.len()
                && mark
                    .get(..held.len())
                    .is_some_and(|head| head.eq_ignore_ascii_case(held));
            whole
        };
        for (open, close) in THOUGHTS {
            if is(open) {
                return opens(Kind::Thoughts, End::With(close.to_owned()));
            }
            if close != "<|end|>" && is(close) {
                return Mark::ThoughtsBefore;
            }
        }
        for (open, close) in CALLS {
            if is(open) {
                return opens(Kind::Call, End::With(close.to_owned()));
            }
        }
        if TOKENS.into_iter().any(&mut is) {
            return Mark::Token;
        }
        if at_start {
            for (open, end) in &self.named {
                if is(open) {
                    let kind = if matches!(end, End::With(_)) {
                        Kind::Call
                    } else {
                        Kind::Maybe
                    };
                    return opens(kind, end.clone());
                }
            }
            if is("```") {
                return opens(Kind::Maybe, End::Fence);
            }
            if held.starts_with('{') {
                return opens(Kind::Maybe, End::Balanced(Balance::default()));
            }
            if let Some(inside) = held.strip_prefix('[') {
                match inside.trim_start().chars().next() {
                    None => begun = true,
                    Some('{') => return opens(Kind::Maybe, End::Balanced(Balance::default())),
                    Some(_) => {}
                }
            }
        }
        if begun { Mark::Begun } else { Mark::None }
    }
}

fn opens(kind: Kind, end: End) -> Mark {
    Mark::Opens(Block { kind, end })
}
