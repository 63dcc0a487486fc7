//! A report's pictures: read, and refused where they are none.

use std::path::{Component, Path};
use std::sync::Arc;

use crate::diagnostic::{self, Diagnostic};
use crate::document::Picture;
use crate::project::{PictureFile, Project, YearFile};

/// Pictures, each with where it belongs, and what is said of those that cannot be read.
pub(super) type Pictures = (Vec<(PictureFile, Picture)>, Vec<Diagnostic>);

/// The year's pictures that can be read; a finding for each that cannot.
pub(super) fn of_year(project: &Project, year: i32, file: &YearFile) -> anyhow::Result<Pictures> {
    let (mut pictures, mut found) = (Vec::new(), Vec::new());
    for declared in &file.pictures {
        let path = format!("data/{year}/{}", declared.file);
        match picture(project, &path, &declared.caption, &declared.alt)? {
            Ok(picture) => pictures.push((declared.clone(), picture)),
            Err(finding) => found.push(finding.at(declared.place.clone())),
        }
    }
    Ok((pictures, found))
}

/// A picture that the template itself shows.
pub(super) fn in_prose(
    project: &Project,
    year: i32,
    file: &str,
    alt: &str,
) -> Result<Picture, Diagnostic> {
    let path = format!("data/{year}/{file}");
    picture(project, &path, alt, alt).unwrap_or_else(|error| {
        let message = format!("读不了图片 {path}：{error}");
        Err(Diagnostic::new(diagnostic::PICTURE, message))
    })
}

fn picture(
    project: &Project,
    path: &str,
    caption: &str,
    alt: &str,
) -> anyhow::Result<Result<Picture, Diagnostic>> {
    let finding = |message: String, help: &str| {
        Ok(Err(Diagnostic::new(diagnostic::PICTURE, message).help(help)))
    };
    if Path::new(path)
        .components()
        .any(|part| !matches!(part, Component::Normal(_)))
    {
        return finding(
            format!("图片路径“{path}”出了项目文件夹"),
            "把图片放到这一年的文件夹里",
        );
    }
    let Some(bytes) = project.read(path)? else {
        return finding(
            format!("没有图片 {path}"),
            "核对文件名和大小写；路径从这一年的文件夹算起",
        );
    };
    let media_type = if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        "image/jpeg"
    } else if bytes.starts_with(b"\x89PNG\r\n\x1A\n") {
        "image/png"
    } else {
        return finding(
            format!("{path} 不是 JPG 或 PNG 图片"),
            "用看图软件另存为 JPG 或 PNG",
        );
    };
    Ok(Ok(Picture {
        name: path.rsplit('/').next().unwrap_or(path).to_owned(),
        file: path.to_owned(),
        caption: caption.to_owned(),
        alt: alt.to_owned(),
        media_type,
        bytes: Arc::new(bytes),
    }))
}
