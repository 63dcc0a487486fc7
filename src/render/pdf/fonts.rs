//! Which typefaces a report is set in.
//!
//! Themes name roles, not families: 宋, 标宋, 黑, 楷, 仿宋. By default all of them are fonts that are
//! part of the program, and no font of the machine is looked at, for its bytes would then end up
//! in the report. With `fonts = "system"` the official families are taken where they are
//! installed; the embedded ones stand in for those that are not, and a warning says so.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use typst::foundations::{Array, Bytes, Dict, IntoValue};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// Which fonts to set a report in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Fonts {
    /// Those in the program: the same bytes everywhere.
    #[default]
    Embedded,
    /// The official families, searched for in these folders: see [`system_font_folders`].
    System(Vec<PathBuf>),
}

static EMBEDDED: LazyLock<Vec<Font>> = LazyLock::new(|| {
    let files: [&'static [u8]; 5] = [
        include_bytes!("../../../assets/fonts/NotoSerifCJKsc-Regular.otf"),
        include_bytes!("../../../assets/fonts/NotoSerifCJKsc-Bold.otf"),
        include_bytes!("../../../assets/fonts/NotoSansCJKsc-Regular.otf"),
        include_bytes!("../../../assets/fonts/NotoSansCJKsc-Bold.otf"),
        include_bytes!("../../../assets/fonts/ReportKai-Regular.ttf"),
    ];
    files
        .into_iter()
        .filter_map(|file| Font::new(Bytes::new(file), 0))
        .collect()
});

const SERIF: &str = "Noto Serif CJK SC";
const SANS: &str = "Noto Sans CJK SC";
const KAI: &str = "Report Kai";

/// A role that a theme asks for, and who may play it, the official family first. Names after a
/// slash are other names of the same family.
struct Role {
    name: &'static str,
    chinese: &'static str,
    official: &'static [&'static str],
    embedded: &'static str,
}

const ROLES: [Role; 5] = [
    Role {
        name: "song",
        chinese: "宋体",
        official: &[],
        embedded: SERIF,
    },
    Role {
        name: "biaosong",
        chinese: "小标宋",
        official: &["方正小标宋简体/方正小标宋_GBK/FZXiaoBiaoSong-B05S/FZXiaoBiaoSong-B05"],
        embedded: SERIF,
    },
    Role {
        name: "hei",
        chinese: "黑体",
        official: &["SimHei/黑体"],
        embedded: SANS,
    },
    Role {
        name: "kai",
        chinese: "楷体",
        official: &["KaiTi_GB2312/楷体_GB2312", "KaiTi/楷体", "FandolKai"],
        embedded: KAI,
    },
    Role {
        name: "fang",
        chinese: "仿宋",
        official: &[
            "FangSong_GB2312/仿宋_GB2312",
            "FangSong/仿宋",
            "FandolFang R/FandolFang",
        ],
        embedded: SERIF,
    },
];

/// The fonts of one rendering.
pub(super) struct FontSet {
    fonts: Vec<Font>,
    /// What Typst looks families up in.
    pub(super) book: LazyHash<FontBook>,
    /// Role → families, for the theme.
    pub(super) roles: Dict,
    /// The characters that no font has.
    pub(super) missing: BTreeSet<char>,
    /// The official families that are not installed, and the missing characters, in sentences.
    pub(super) warnings: Vec<String>,
}

impl FontSet {
    /// The embedded fonts, and what else is asked for, for a text of these characters.
    pub(super) fn load(fonts: &Fonts, characters: &BTreeSet<char>) -> Self {
        let mut loaded = EMBEDDED.clone();
        let mut roles = Dict::new();
        let mut warnings = Vec::new();
        let installed = match fonts {
            Fonts::Embedded => None,
            Fonts::System(folders) => Some(Installed::search(folders)),
        };
        for role in &ROLES {
            let mut families = Array::new();
            if let Some(installed) = &installed {
                let found = role.official.iter().find_map(|names| {
                    names
                        .split('/')
                        .find_map(|name| installed.load(name))
                        .map(|font| (*names, font))
                });
                let used = found
                    .as_ref()
                    .map_or(role.embedded, |(_, font)| &font.info().family);
                if let Some(wanted) = role.official.first()
                    && found.as_ref().is_none_or(|(names, _)| names != wanted)
                {
                    let wanted = wanted.split('/').next().unwrap_or(wanted);
                    warnings.push(format!(
                        "没有安装{}的字体“{wanted}”，改用“{used}”",
                        role.chinese
                    ));
                }
                if let Some((_, font)) = found {
                    families.push(font.info().family.as_str().into_value());
                    loaded.push(font);
                }
            }
            families.push(role.embedded.into_value());
            roles.insert(role.name.into(), families.into_value());
        }
        let mut missing = without_glyph(&loaded, characters);
        if let Some(installed) = &installed {
            loaded.extend(installed.load_for(&mut missing));
        }
        if !missing.is_empty() {
            let shown: String = missing
                .iter()
                .flat_map(|&character| ['“', character, '”'])
                .collect();
            let remedy = match fonts {
                Fonts::Embedded => {
                    "装有这些字的字体并在 report.toml 写 fonts = \"system\" 后可以印出"
                }
                Fonts::System(_) => "装有这些字的字体后可以印出",
            };
            warnings.push(format!("字体中没有{shown}，PDF 以〓代替；{remedy}"));
        }
        let book = LazyHash::new(FontBook::from_fonts(&loaded));
        Self {
            fonts: loaded,
            book,
            roles,
            missing,
            warnings,
        }
    }

    /// Those of the characters that no font has.
    pub(super) fn lacking(&self, characters: &BTreeSet<char>) -> BTreeSet<char> {
        without_glyph(&self.fonts, characters)
    }

    /// The font that the book lists under this number.
    pub(super) fn get(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }
}

fn without_glyph(fonts: &[Font], characters: &BTreeSet<char>) -> BTreeSet<char> {
    let lacking = |character: &&char| !fonts.iter().any(|font| covers(font, **character));
    characters.iter().filter(lacking).copied().collect()
}

fn covers(font: &Font, character: char) -> bool {
    font.info().coverage.contains(u32::from(character))
}

/// The fonts in some folders, by the names they give themselves in any language.
struct Installed {
    database: fontdb::Database,
}

impl Installed {
    fn search(folders: &[PathBuf]) -> Self {
        let mut database = fontdb::Database::new();
        for folder in folders {
            database.load_fonts_dir(folder);
        }
        Self { database }
    }

    /// The regular face of a family.
    fn load(&self, family: &str) -> Option<Font> {
        let named = |face: &fontdb::FaceInfo| {
            face.families
                .iter()
                .any(|(name, _)| name.eq_ignore_ascii_case(family))
        };
        self.faces(named)
            .find_map(|(path, index)| read_font(path, index))
    }

    /// Fonts that have the missing characters, which then are no longer missing. This may open
    /// every font there is, but a report seldom holds such characters.
    fn load_for(&self, missing: &mut BTreeSet<char>) -> Vec<Font> {
        let mut found = Vec::new();
        for (path, index) in self.faces(|_| true) {
            if missing.is_empty() {
                break;
            }
            if let Some(font) = read_font(path, index)
                && missing.iter().any(|&character| covers(&font, character))
            {
                missing.retain(|&character| !covers(&font, character));
                found.push(font);
            }
        }
        found
    }

    /// Upright faces, those of regular weight first, then by path: folders list their files in no
    /// fixed order.
    fn faces(
        &self,
        wanted: impl Fn(&fontdb::FaceInfo) -> bool,
    ) -> impl Iterator<Item = (&Path, u32)> {
        let mut faces: Vec<(u16, &Path, u32)> = self
            .database
            .faces()
            .filter(|face| face.style == fontdb::Style::Normal && wanted(face))
            .filter_map(|face| match &face.source {
                fontdb::Source::File(path) | fontdb::Source::SharedFile(path, _) => {
                    Some((face.weight.0.abs_diff(400), path.as_path(), face.index))
                }
                fontdb::Source::Binary(_) => None,
            })
            .collect();
        faces.sort_unstable();
        faces.into_iter().map(|(_, path, index)| (path, index))
    }
}

fn read_font(path: &Path, index: u32) -> Option<Font> {
    Font::new(Bytes::new(std::fs::read(path).ok()?), index)
}

/// Where this system keeps its fonts. Folders that are not there do no harm.
#[must_use]
pub fn system_font_folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = [
        "/usr/share/fonts",
        "/usr/local/share/fonts",
        "/System/Library/Fonts",
        "/Library/Fonts",
        "C:\\Windows\\Fonts",
    ]
    .map(PathBuf::from)
    .to_vec();
    if let Some(home) = std::env::home_dir() {
        let own = [
            ".fonts",
            ".local/share/fonts",
            "Library/Fonts",
            "AppData/Local/Microsoft/Windows/Fonts",
        ];
        folders.extend(own.map(|folder| home.join(folder)));
    }
    folders
}
