use language::*;
use std::io::BufRead;
fn main() {
    let mode = std::env::args().nth(1).unwrap();
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let mut f = line.splitn(4, '\t');
        let (lang, now, zone, text) = (f.next().unwrap(), f.next().unwrap(), f.next().unwrap(), f.next().unwrap());
        let mut s = Setting::new(now.parse().unwrap(), zone.parse().unwrap());
        s.language = Language::of_tag(lang).unwrap();
        match mode.as_str() {
            "read" => match s.read(text) {
                Ok(x) => println!("{}\t{:?}\t{:?}\t{}\t{}", x.start, x.end, x.grain, x.due, x.recurrence.map(|r| r.to_string()).unwrap_or_default()),
                Err(e) => println!("-\t{e}"),
            },
            "due" => match s.find_due(text) {
                Some(x) => {
                    let mut rest = String::new(); let mut at = 0;
                    for sp in &x.spans { rest += &text[at..sp.start]; rest.push('|'); at = sp.end; }
                    rest += &text[at..];
                    println!("{}\t{:?}\t{}\t{}\t{}", x.schedule.start, x.schedule.grain, x.schedule.due, x.schedule.recurrence.map(|r| r.to_string()).unwrap_or_default(), rest)
                }
                None => println!("-"),
            },
            _ => {
                let v = s.find(text);
                println!("{}", v.iter().map(|x| format!("{:?}@{}/{:?}", &text[x.spans[0].clone()], x.schedule.start, x.schedule.grain)).collect::<Vec<_>>().join(" ;; "))
            }
        }
    }
}
