//! `--figures`, `--checks`: what an engine computed of a year, for the commands that can go on from it.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Shared;
use crate::diagnostic::Diagnostic;
use crate::project::Project;

#[derive(Debug, Default, Args)]
pub(super) struct Results {
    /// 别的引擎算出的数字（report sql 的 figures 的结果，CSV 或 JSON）；数字照它，不从各行算
    #[arg(long, value_name = "文件")]
    figures: Vec<PathBuf>,
    /// 别的引擎的检查结果（report sql 的 checks 的结果）；有问题就不生成
    #[arg(long, value_name = "文件", requires = "figures")]
    checks: Vec<PathBuf>,
}

impl Results {
    /// Results are of one year: what is wrong with a command that is about several.
    pub(super) fn unfit(&self, years: &[i32]) -> Option<&'static str> {
        (years.len() != 1 && !self.figures.is_empty()).then_some("--figures 只能配一个年份\n")
    }
}

impl Shared {
    /// Opens the project with an engine's results taken in.
    pub(super) fn project_with(
        &self,
        results: &Results,
    ) -> anyhow::Result<(Project, Vec<Diagnostic>)> {
        let (mut project, mut found) = self.project()?;
        for path in results.figures.iter().chain(&results.checks) {
            found.extend(project.take_in(&self.named(path))?);
        }
        Ok((project, found))
    }

    /// A file named on the command line: from here, else from the project folder of `-C`.
    fn named(&self, path: &Path) -> PathBuf {
        match &self.directory {
            Some(folder) if !path.exists() => folder.join(path),
            _ => path.to_path_buf(),
        }
    }
}
