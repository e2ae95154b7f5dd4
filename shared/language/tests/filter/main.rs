//! Filters.

#[cfg(test)]
mod logic;
#[cfg(test)]
mod meaning;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod syntax;
#[cfg(test)]
mod task;
