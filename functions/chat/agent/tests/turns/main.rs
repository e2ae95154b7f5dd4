//! Whole turns of the agent: on its built-in model, on scripted models, and on a scripted endpoint with real bytes.

#[cfg(test)]
mod again;
#[cfg(test)]
mod attempts;
mod built_in;
#[cfg(test)]
mod danger;
#[cfg(test)]
mod danger_rules;
#[cfg(test)]
mod endpoint;
#[cfg(test)]
mod fallback;
#[cfg(test)]
mod guard;
#[cfg(test)]
mod honest;
#[cfg(test)]
mod looping;
#[cfg(test)]
mod probing;
#[cfg(test)]
mod quirks;
#[cfg(test)]
mod red_team;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod same;
#[cfg(test)]
mod shapes;
#[cfg(test)]
mod shown;
#[cfg(test)]
mod support;
#[cfg(test)]
mod understood;
#[cfg(test)]
mod walls;
