//! Recurrences.

#[cfg(test)]
mod occurrences;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod support;
#[cfg(test)]
mod syntax;
#[cfg(test)]
mod table;
