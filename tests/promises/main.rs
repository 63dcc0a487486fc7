//! The promises of `report`, each as a project, a command, and what it shows.

mod adversary;
mod alone;
mod between;
mod builtin;
mod bytes;
mod commands;
mod diff;
mod exits;
mod figures;
mod golden;
mod injection;
mod landing;
mod listed;
mod messages;
mod parts;
mod proof;
mod residual;
mod restate;
mod rollup;
mod rows;
mod strict;
mod support;
mod themes;
mod travel;
mod union;
mod wordings;
