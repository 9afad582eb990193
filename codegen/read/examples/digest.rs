#![allow(missing_docs)]
use docwright_read::{PageSource, manifest::Manifest, normalize, overlay::Overlay};
use std::hash::*;
use std::path::Path;
fn main() {
    let root = Path::new("/work/shared/corpus");
    let mut groups = std::collections::BTreeMap::<(String, String), Vec<PageSource>>::new();
    fn visit(root: &Path, d: &Path, g: &mut std::collections::BTreeMap<(String, String), Vec<PageSource>>) {
        let mut e: Vec<_> = std::fs::read_dir(d).unwrap().flatten().map(|e| e.path()).collect();
        e.sort();
        for p in e {
            if p.is_dir() {
                visit(root, &p, g);
            } else if let Ok(text) = std::fs::read_to_string(&p) {
                let n = p.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                if n.ends_with(".json") || n.ends_with(".py") {
                    continue;
                }
                let svc = n.split('/').next().unwrap().to_owned();
                let form = p.file_name().unwrap().to_string_lossy().into_owned();
                let form = if n.contains("/types/") || svc == "acronis" { format!("types") } else { form };
                let key = if svc == "acronis" { (n.clone(), form) } else { (svc.clone(), form) };
                g.entry(key.clone()).or_default().push(PageSource { name: n.clone(), text: text.clone() });
                if svc != "acronis" {
                    g.entry((svc, "ALL".into())).or_default().push(PageSource { name: n, text });
                }
            }
        }
    }
    visit(root, root, &mut groups);
    let out = std::env::args().nth(1);
    for ((svc, form), pages) in groups {
        let m = Manifest { name: "bench".into(), ..Manifest::default() };
        let n = normalize(&m, &pages, &Overlay::default());
        let mut h = foldhash::fast::FixedState::default().build_hasher();
        let d = format!("{:#?}", n.description);
        let e = format!("{:#?}", n.evidence);
        let c = format!("{:#?}", n.coverage);
        let g = format!("{:#?}", n.diagnostics);
        let parts = [d, e, c, g];
        let hs: Vec<String> = parts
            .iter()
            .map(|t| {
                let mut h = foldhash::fast::FixedState::default().build_hasher();
                t.hash(&mut h);
                format!("{:016x}", h.finish())
            })
            .collect();
        parts.hash(&mut h);
        println!("{svc} {form} {}", hs.join(" "));
        if let Some(o) = &out {
            let b = format!("{o}/{}_{form}", svc.replace('/', "_"));
            for (k, t) in ["d", "e", "c", "g"].iter().zip(&parts) {
                std::fs::write(format!("{b}.{k}"), t).unwrap();
            }
        }
    }
}
