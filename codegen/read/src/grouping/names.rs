//! Services by the names that are theirs alone: the class of the client library, the code in links, the base URL.

use std::collections::BTreeMap;

use super::identity::{Identity, Mark};

/// Returns what a mark is known by, if it names one service and no other: `AppMesh` and `appmesh` are one.
fn key(mark: &Mark) -> Option<String> {
    let plain = |text: &str| {
        let plain = text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase());
        plain.collect::<String>()
    };
    match mark {
        Mark::Client(name) | Mark::Code(name) => Some(plain(name)),
        Mark::Title(_) | Mark::Endpoint(_) => None,
    }
}

/// The names of services, and which of them are of one service.
pub(super) struct Names {
    ids: BTreeMap<String, usize>,
    /// For each name one that is of the same service, or itself.
    same: Vec<usize>,
    /// For each page its name.
    pages: Vec<Option<usize>>,
}

impl Names {
    /// Collects the names of all pages. The names on one page are of one service.
    pub(super) fn of(pages: &[Identity]) -> Self {
        let mut names = Self { ids: BTreeMap::new(), same: Vec::new(), pages: Vec::new() };
        for page in pages {
            let mut first = None;
            for key in page.marks.iter().filter_map(key) {
                let new = names.same.len();
                let id = *names.ids.entry(key).or_insert(new);
                if id == new {
                    names.same.push(id);
                }
                match first {
                    None => first = Some(id),
                    Some(first) => names.join(first, id),
                }
            }
            names.pages.push(first);
        }
        names
    }

    /// Makes two names those of one service.
    pub(super) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.service(a), self.service(b));
        self.same[a.max(b)] = a.min(b);
    }

    /// Returns the service of a name.
    pub(super) fn service(&self, mut name: usize) -> usize {
        while self.same[name] != name {
            name = self.same[name];
        }
        name
    }

    /// Returns the service of a page, if the page names it.
    pub(super) fn service_of(&self, page: usize) -> Option<usize> {
        self.pages.get(page).copied().flatten().map(|name| self.service(name))
    }

    /// Returns how many names there are; the number of each service is less.
    pub(super) fn count(&self) -> usize {
        self.same.len()
    }
}

/// Returns the name of a service in kebab case.
pub(super) fn kebab(mark: &Mark) -> String {
    const MAX: usize = 60;
    let text = match mark {
        Mark::Client(name) | Mark::Code(name) | Mark::Title(name) => name.as_str(),
        Mark::Endpoint(url) => url.split_once("://").map_or(url.as_str(), |(_, rest)| rest),
    };
    let words: Vec<String> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let mut name = words.join("-");
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        name.insert_str(0, if name.is_empty() { "service" } else { "service-" });
    }
    name.truncate(MAX);
    name.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_made_of_what_pages_say() {
        let named = [
            (Mark::Client("LampShop".into()), "lampshop"),
            (Mark::Code("models.lamp.v2".into()), "models-lamp-v2"),
            (Mark::Title("Lamps & Shades: the API".into()), "lamps-shades-the-api"),
            (Mark::Endpoint("https://lamps.test/v1".into()), "lamps-test-v1"),
            (Mark::Title("24 lamps".into()), "service-24-lamps"),
            (Mark::Title("ламп".into()), "service"),
        ];
        for (mark, name) in named {
            assert_eq!(kebab(&mark), name);
        }
        assert!(kebab(&Mark::Title("lamp ".repeat(100))).len() <= 60);
    }
}
