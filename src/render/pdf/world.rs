//! Everything that the theme can see, and nothing else.
//!
//! `/document.json`, `/rows.json`, `/pictures/NAME`, the built-in theme's files under `/theme/`, an
//! own theme as main. No file of the machine, no package, no network, no clock.

use std::collections::BTreeMap;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Dict, Duration, IntoValue};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::visualize::{ExchangeFormat, RasterImage};
use typst::{Library, LibraryExt, World};

use super::Options;
use super::data::{printable, rows_json, visible_characters};
use super::error::PdfError;
use super::fonts::FontSet;
use crate::document::{Document, Picture};

/// Where an own theme stands in the project folder, and so in messages.
const OWN_THEME: &str = "templates/theme/report.typ";

/// The built-in theme. An own theme may import its parts by these paths.
const THEME: [(&str, &str); 7] = [
    (
        "theme/report.typ",
        include_str!("../../../assets/theme/report.typ"),
    ),
    (
        "theme/common.typ",
        include_str!("../../../assets/theme/common.typ"),
    ),
    (
        "theme/table.typ",
        include_str!("../../../assets/theme/table.typ"),
    ),
    (
        "theme/chart.typ",
        include_str!("../../../assets/theme/chart.typ"),
    ),
    (
        "theme/sources.typ",
        include_str!("../../../assets/theme/sources.typ"),
    ),
    (
        "theme/yearbook.typ",
        include_str!("../../../assets/theme/yearbook.typ"),
    ),
    (
        "theme/gongwen.typ",
        include_str!("../../../assets/theme/gongwen.typ"),
    ),
];

/// Typst's view of one report.
pub(super) struct ReportWorld<'a> {
    library: LazyHash<Library>,
    fonts: FontSet,
    main: FileId,
    sources: BTreeMap<String, Source>,
    files: BTreeMap<String, Bytes>,
    /// For `/rows.json`, made when asked for.
    document: &'a Document,
}

impl<'a> ReportWorld<'a> {
    /// The world in which this document is to be set.
    pub(super) fn new(
        document: &'a Document,
        json: String,
        options: &Options<'_>,
        fonts: FontSet,
    ) -> Result<Self, PdfError> {
        let mut sources = BTreeMap::new();
        for (path, text) in THEME {
            sources.insert(
                path.to_owned(),
                Source::new(file_id(path)?, text.to_owned()),
            );
        }
        let mut main = THEME[0].0;
        if let Some(theme) = options.theme {
            main = OWN_THEME;
            sources.insert(
                main.to_owned(),
                Source::new(file_id(main)?, theme.to_owned()),
            );
        }
        let mut files = BTreeMap::new();
        files.insert("document.json".to_owned(), Bytes::from_string(json));
        for (picture, bytes) in document.pictures.iter().zip(decode(&document.pictures)?) {
            // By way of the id, so that the path is the one that Typst will ask for.
            let path = file_id(&format!("pictures/{}", picture.name))?;
            files.insert(path.get().vpath().get_without_slash().to_owned(), bytes);
        }
        let mut inputs = Dict::new();
        inputs.insert("layout".into(), options.layout.name().into_value());
        inputs.insert("fonts".into(), fonts.roles.clone().into_value());
        Ok(Self {
            library: LazyHash::new(Library::builder().with_inputs(inputs).build()),
            fonts,
            main: file_id(main)?,
            sources,
            files,
            document,
        })
    }

    /// The path inside the project of a file that might be ours.
    fn path(id: FileId) -> FileResult<&'static str> {
        match id.get().root() {
            VirtualRoot::Project => Ok(id.get().vpath().get_without_slash()),
            VirtualRoot::Package(_) => Err(FileError::Other(Some(
                "a report's theme cannot use packages".into(),
            ))),
        }
    }
}

impl World for ReportWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let path = Self::path(id)?;
        self.sources
            .get(path)
            .cloned()
            .ok_or_else(|| FileError::NotFound(path.into()))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let path = Self::path(id)?;
        if let Some(bytes) = self.files.get(path) {
            return Ok(bytes.clone());
        }
        if path == "rows.json" {
            let json = rows_json(self.document)
                .map_err(|error| FileError::Other(Some(error.to_string().into())))?;
            let missing = self.fonts.lacking(&visible_characters(&json));
            return Ok(Bytes::from_string(printable(json, &missing)));
        }
        self.source(id)
            .map(|source| Bytes::from_string(source.text().to_owned()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn file_id(path: &str) -> Result<FileId, PdfError> {
    let path = VirtualPath::new(path).map_err(|error| {
        PdfError::one(Some(path.to_owned()), format!("不能作文件名：{error:?}"))
    })?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// The pictures' bytes, all of which are pictures.
///
/// A broken one is named here, where its own file is known; Typst would blame the theme. What is
/// decoded stays in Typst's cache, so that nothing is decoded twice, and decoding, which takes as
/// long as a page, takes place side by side.
fn decode(pictures: &[Picture]) -> Result<Vec<Bytes>, PdfError> {
    std::thread::scope(|scope| {
        let threads: Vec<_> = pictures
            .iter()
            .map(|picture| scope.spawn(|| decode_one(picture)))
            .collect();
        let results = threads.into_iter().zip(pictures).map(|(thread, picture)| {
            // A decoder that panics has met a broken picture, too.
            thread
                .join()
                .unwrap_or_else(|_| Err(unreadable(picture, "解码失败")))
        });
        let (mut decoded, mut problems) = (Vec::new(), Vec::new());
        for result in results {
            match result {
                Ok(bytes) => decoded.push(bytes),
                Err(error) => problems.extend(error.problems),
            }
        }
        if problems.is_empty() {
            Ok(decoded)
        } else {
            Err(PdfError { problems })
        }
    })
}

fn decode_one(picture: &Picture) -> Result<Bytes, PdfError> {
    let bytes = Bytes::new(picture.bytes.to_vec());
    let format = match picture.media_type {
        "image/png" => ExchangeFormat::Png,
        _ => ExchangeFormat::Jpg,
    };
    match RasterImage::plain(bytes.clone(), format) {
        Ok(_) => Ok(bytes),
        Err(why) => Err(unreadable(picture, &why)),
    }
}

fn unreadable(picture: &Picture, why: &str) -> PdfError {
    PdfError::one(
        Some(picture.file.clone()),
        format!("这幅图片读不出来：{why}"),
    )
}
