//! scratch
use docwright_read::*;
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let manifest = manifest::Manifest { name: args[0].clone(), ..Default::default() };
    let pages: Vec<_> = args[1..]
        .iter()
        .map(|p| PageSource {
            name: p.rsplit('/').next().unwrap().to_owned(),
            text: std::fs::read_to_string(p).unwrap(),
        })
        .collect();
    let n = normalize(&manifest, &pages, &Default::default());
    for d in &n.diagnostics {
        eprintln!("{d}");
    }
    if let Some(d) = &n.description {
        print!("{}", docwright_idl::yaml::write(d).unwrap());
    }
    if std::env::var("EV").is_ok() {
        print!("{}", docwright_idl::yaml::write(&n.evidence).unwrap());
    }
}
