//! Elements of XML bodies that entries call otherwise.

use std::collections::{HashMap, HashSet};

use super::{Form, Syntax, xml};
use crate::claims::{Name, operation_key};

/// What entries call elements, by the elements: the member, and the rule that found it.
pub(super) type Renamed = HashMap<Name, (Name, &'static str)>;

/// Names, by what is looked for; none where several are alike.
type Alone<'n> = HashMap<String, Option<&'n Name>>;

impl Syntax {
    /// Finds the elements of an XML body that the entries for the body call otherwise: `MFADelete` for `<MfaDelete>`, `Grants`
    /// for an element that holds `<Grant>` alone. Two members have one name where what the root element stands for is one
    /// itself: then the one in the body is called after its place, too.
    pub(in super::super) fn find_renamed(&mut self, entries: &[String]) {
        let Some(Form::Struct(members)) = &self.body else { return };
        let elements: HashSet<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
        let described: HashSet<&str> = entries.iter().map(String::as_str).collect();
        let strays: Vec<Name> =
            entries.iter().filter(|entry| !elements.contains(entry.as_str())).map(Name::from).collect();
        let spelt = alone(&strays, operation_key);
        let named = alone(&strays, str::to_owned);
        let mut renamed = Renamed::new();
        for (element, form) in members {
            if described.contains(element.as_str()) {
                if self.place(element).1.is_some() {
                    let member = Name::from(format!("body_{element}"));
                    renamed.insert(element.clone(), (member, "member-name-from-place"));
                }
                continue;
            }
            let plural = || {
                let Form::Holder(held) = form else { return None };
                let plurals = held.iter().flat_map(|(name, _)| xml::plurals_of(name));
                let mut found = plurals.filter_map(|plural| named.get(&plural).copied().flatten());
                found.next().filter(|_| found.next().is_none())
            };
            let entry = spelt.get(&operation_key(element)).copied().flatten().or_else(plural);
            if let Some(entry) = entry {
                renamed.insert(element.clone(), (entry.clone(), "member-by-name"));
            }
        }
        let mut uses: HashMap<Name, usize> = HashMap::new();
        for (member, _) in renamed.values() {
            *uses.entry(member.clone()).or_default() += 1;
        }
        renamed.retain(|_, (member, _)| uses.get(member) == Some(&1));
        self.renamed = renamed;
    }

    /// Returns the member that an entry for the body describes.
    pub(in super::super) fn member_in_body<'s>(&'s self, label: &'s str) -> &'s str {
        self.renamed.get(label).map_or(label, |(member, _)| member)
    }
}

/// Returns names by their keys.
fn alone(names: &[Name], key: impl Fn(&str) -> String) -> Alone<'_> {
    let mut alone = Alone::new();
    for name in names {
        alone.entry(key(name)).and_modify(|known| *known = None).or_insert(Some(name));
    }
    alone
}

#[cfg(test)]
mod tests {
    use super::super::read;

    #[test]
    fn an_entry_is_called_like_one_element_at_most() {
        let named = |body: &str, entries: &[&str]| {
            let mut syntax = read(&format!("PUT /wall HTTP/1.1 {body}")).unwrap();
            let entries: Vec<String> = entries.iter().map(|&entry| entry.to_owned()).collect();
            syntax.find_renamed(&entries);
            let names =
                syntax.body_names().into_iter().map(|element| syntax.member_in_body(element).to_owned());
            names.collect::<Vec<_>>()
        };
        let lists = "<Wall> <Old> <Coat>string</Coat> </Old> <New> <Coat>string</Coat> </New> <Dye-Id>string</Dye-Id> </Wall>";
        assert_eq!(named(lists, &["Coats", "DyeId"]), ["Old", "New", "DyeId"]);
        let list = "<Wall> <Old> <Policy>string</Policy> </Old> <é>string</é> <By>string</By> </Wall>";
        assert_eq!(named(list, &["Policies", "ü", "By"]), ["Policies", "é", "By"]);
        assert_eq!(named(list, &["Policies", "PolicyList"]), ["Old", "é", "By"]);
    }
}
