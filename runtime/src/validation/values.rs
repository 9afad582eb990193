//! How values of each type are checked.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Number, Value};

use super::{Check, Literal, Place, Rule, Violation, pattern::matches, violation::shown};
use crate::{
    Blob, ByteStream, ToParam,
    typed::{HourMinuteValue, Open, Textual},
};

/// How long a list may be whose items are compared with each other.
const MAX_COMPARED: usize = 1000;

impl Check for bool {}
impl Check for Timestamp {}
impl Check for Value {}
impl Check for ByteStream {}

impl<T: Check> Check for Option<T> {
    fn is_given(&self) -> bool {
        self.is_some()
    }

    fn check(&self, rules: &[Rule], at: &Place<'_>) -> Result<(), Violation> {
        self.as_ref().map_or(Ok(()), |value| value.check(rules, at))
    }
}

impl<T: Check> Check for Box<T> {
    fn check(&self, rules: &[Rule], at: &Place<'_>) -> Result<(), Violation> {
        (**self).check(rules, at)
    }
}

impl Check for String {
    fn check(&self, rules: &[Rule], at: &Place<'_>) -> Result<(), Violation> {
        for rule in rules {
            match rule {
                Rule::Length(length) => {
                    let count = self.chars().count() as u64;
                    if !length.contains(&count) {
                        return Err(at.broken(rule, format_args!("{} ({count})", shown(self))));
                    }
                }
                Rule::Pattern(pattern) if !matches(pattern, self) => return Err(at.broken(rule, shown(self))),
                Rule::OneOf(values) if !values.contains_text(self) => {
                    return Err(at.broken(rule, shown(self)));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

impl Check for Blob {
    fn check(&self, rules: &[Rule], at: &Place<'_>) -> Result<(), Violation> {
        for rule in rules {
            if let Rule::Length(length) = rule
                && !length.contains(&(self.as_ref().len() as u64))
            {
                let demand = rule.demand().replace("character", "byte");
                return Err(at.demanded(demand, self.as_ref().len()));
            }
        }
        Ok(())
    }
}

/// Whether some of the values is equal to a text or a number.
trait Contains {
    fn contains_text(&self, text: &str) -> bool;
    fn contains_number(&self, number: f64) -> bool;
}

impl Contains for [Literal] {
    fn contains_text(&self, text: &str) -> bool {
        self.iter().any(|literal| matches!(literal, Literal::Text(value) if *value == text))
    }

    fn contains_number(&self, number: f64) -> bool {
        self.iter().any(|literal| matches!(literal, Literal::Number(value) if *value == number))
    }
}

impl Check for i128 {
    fn check(&self, rules: &[Rule], at: &Place<'_>) -> Result<(), Violation> {
        for rule in rules {
            let holds = match rule {
                Rule::Integer(range) => {
                    (*range.start() == i64::MIN || i128::from(*range.start()) <= *self)
                        && (*range.end() == i64::MAX || *self <= i128::from(*range.end()))
                }
                Rule::OneOf(values) => values.contains_number(*self as f64),
                _ => true,
            };
            if !holds {
                return Err(at.broken(rule, self));
            }
        }
        Ok(())
    }
}

impl Check for i64 {
    fn check(&self, rules: &[Rule], at: &Place<'_>) -> Result<(), Violation> {
        i128::from(*self).check(rules, at)
    }
}

/// A number that is none lies nowhere, and is not checked.
impl Check for f64 {
    fn check(&self, rules: &[Rule], at: &Place<'_>) -> Result<(), Violation> {
        for rule in rules {
            let holds = match rule {
                Rule::Float(range) => self.is_nan() || range.contains(self),
                Rule::OneOf(values) => values.contains_number(*self),
                _ => true,
            };
            if !holds {
                return Err(at.broken(rule, self));
            }
        }
        Ok(())
    }
}

impl Check for f32 {
    fn check(&self, rules: &[Rule], at: &Place<'_>) -> Result<(), Violation> {
        // As it is written, so that 0.1 is 0.1.
        self.to_string().parse::<f64>().map_or(Ok(()), |value| value.check(rules, at))
    }
}

impl Check for Number {
    fn check(&self, rules: &[Rule], at: &Place<'_>) -> Result<(), Violation> {
        self.as_f64().map_or(Ok(()), |value| value.check(rules, at))
    }
}

impl<T: Textual + 'static> Check for Open<T> {
    fn check(&self, rules: &[Rule], at: &Place<'_>) -> Result<(), Violation> {
        let is_broken = |rule: &&Rule| match (rule, self) {
            (Rule::Form | Rule::FullHour, Self::Unknown(_)) => true,
            (Rule::FullHour, Self::Known(value)) => {
                let time = (value as &dyn std::any::Any).downcast_ref::<HourMinuteValue>();
                time.is_some_and(|time| time.minute() != 0)
            }
            _ => false,
        };
        match rules.iter().find(is_broken) {
            Some(Rule::Form) => {
                Err(at.demanded(format!("must be of the form {}", T::FORM), shown(&self.to_string())))
            }
            Some(rule) => Err(at.broken(rule, shown(&self.to_string()))),
            None => Ok(()),
        }
    }
}

impl<T: Check + PartialEq> Check for Vec<T> {
    fn check(&self, rules: &[Rule], at: &Place<'_>) -> Result<(), Violation> {
        check_count(self.len(), rules, at)?;
        if rules.contains(&Rule::Distinct)
            && self.len() <= MAX_COMPARED
            && let Some(second) = second_of_equals(self)
        {
            return Err(at.index(second, rules).broken(&Rule::Distinct, "one that is there already"));
        }
        let each = each(rules);
        self.iter().enumerate().try_for_each(|(index, item)| item.check(each, &at.index(index, each)))
    }
}

fn second_of_equals<T: PartialEq>(items: &[T]) -> Option<usize> {
    let is_repeated = |(index, item): &(usize, &T)| items.iter().take(*index).any(|other| other == *item);
    items.iter().enumerate().find(is_repeated).map(|(index, _)| index)
}

impl<K: Check + ToParam, V: Check> Check for BTreeMap<K, V> {
    fn check(&self, rules: &[Rule], at: &Place<'_>) -> Result<(), Violation> {
        check_count(self.len(), rules, at)?;
        let keys = rules.iter().find_map(|rule| if let Rule::Keys(keys) = rule { Some(*keys) } else { None });
        let each = each(rules);
        self.iter().try_for_each(|(key, value)| {
            key.check(keys.unwrap_or_default(), &at.key(key, keys.unwrap_or_default()))?;
            value.check(each, &at.key(key, each))
        })
    }
}

fn check_count(count: usize, rules: &[Rule], at: &Place<'_>) -> Result<(), Violation> {
    for rule in rules {
        if let Rule::Items(items) = rule
            && !items.contains(&(count as u64))
        {
            return Err(at.broken(rule, count));
        }
    }
    Ok(())
}

/// Returns the rules for each item.
fn each(rules: &[Rule]) -> &'static [Rule] {
    rules
        .iter()
        .find_map(|rule| if let Rule::Each(each) = rule { Some(*each) } else { None })
        .unwrap_or_default()
}
