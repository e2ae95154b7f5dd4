//! `cargo xtask images`: the container images of the platform, and how they get into a cluster (FR-813).

mod builder;
mod labels;
mod minikube;
mod sbom;

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use self::builder::Builder;
pub use self::minikube::load;
use crate::{
    failure::{At, Failure, Outcome},
    files,
    places::{Checkout, State},
    say, step,
};

/// All images, without `todo-`, in the order in which they are built.
pub const NAMES: [&str; 5] = ["tasks", "mcp", "chat", "migrate", WEB];
/// The web app, which has a `Dockerfile` of its own.
const WEB: &str = "web";
/// For this host name Knative asks no registry for a digest; it is the chart's default too.
const REGISTRY: &str = "dev.local";

/// What the command line asks for.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The images' tag; the chart's appVersion when there is none.
    pub tag: Option<String>,
    /// Which images, without `todo-`; all when it is empty.
    pub names: Vec<String>,
    /// Where to put each image as an archive.
    pub save: Option<PathBuf>,
    /// Where to put the bill of materials of each image.
    pub sbom: Option<PathBuf>,
}

impl Options {
    /// Reads the arguments.
    ///
    /// # Errors
    /// The first that is not known.
    pub fn parse(arguments: &[&str]) -> Outcome<Self> {
        let mut options = Self::default();
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match *argument {
                "--tag" => {
                    let tag = arguments.next().ok_or("--tag needs a tag")?;
                    options.tag = Some((*tag).to_owned());
                }
                "--save" => {
                    let folder = arguments.next().ok_or("--save needs a folder")?;
                    options.save = Some(PathBuf::from(folder));
                }
                "--sbom" => {
                    let folder = arguments.next().ok_or("--sbom needs a folder")?;
                    options.sbom = Some(PathBuf::from(folder));
                }
                name if NAMES.contains(&name) => {
                    options.names.push(name.to_owned());
                }
                other => {
                    return Err(Failure::Told(format!(
                        "images does not know {other}; the images are {}",
                        NAMES.join(" ")
                    )));
                }
            }
        }
        Ok(options)
    }

    /// The images asked for, in the order in which they are built.
    fn parts(&self) -> Vec<&'static str> {
        let wanted =
            |part: &&str| self.names.is_empty() || self.names.iter().any(|name| name == part);
        NAMES.into_iter().filter(wanted).collect()
    }
}

/// An image that was built.
#[derive(Debug, Clone)]
pub struct Image {
    /// Its name without host name and tag: `todo-tasks`.
    pub name: String,
    /// Its full name: `dev.local/todo-tasks:0.1.0`.
    pub reference: String,
    builder: Builder,
}

impl Image {
    /// Writes the image into `folder` as an archive that minikube, kind and containerd can read, and returns its path.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn save(&self, folder: &Path) -> Outcome<PathBuf> {
        files::open_folder(folder)?;
        let archive = folder.join(format!("{}.tar", self.name));
        // Some builders refuse to write into a file that is there.
        if archive.exists() {
            fs::remove_file(&archive).at(&archive)?;
        }
        step::run(
            &format!("{}: {}", self.name, archive.display()),
            &archive.with_extension("log"),
            &mut self.builder.save(&self.reference, &archive),
        )?;
        let log = archive.with_extension("log");
        fs::remove_file(&log).at(&log)?;
        Ok(archive)
    }
}

/// The program that images are built with here.
///
/// # Errors
/// One line of advice when there is none.
pub fn builder() -> Outcome<&'static str> {
    Builder::find().map(Builder::program)
}

/// The full name of an image.
#[must_use]
pub fn reference(name: &str, tag: &str) -> String {
    format!("{REGISTRY}/todo-{name}:{tag}")
}

/// Builds what was asked for, and loads it into a running Minikube or says how to.
///
/// # Errors
/// When there is nothing to build with, a build fails, or Minikube refuses an image.
pub fn run(checkout: &Checkout, options: &Options) -> Outcome<ExitCode> {
    if let Some(folder) = &options.sbom {
        sbom::write(checkout, folder, &options.parts())?;
    }
    let images = build(checkout, options)?;
    for image in &images {
        say::line(format_args!("  {}", image.reference));
    }
    if let Some(folder) = &options.save {
        for image in &images {
            image.save(folder)?;
        }
    }
    if minikube::running() {
        minikube::load(&State::open(&checkout.cache())?, &images, None)?;
    } else if options.save.is_some() {
        say::line(
            "load an archive with: minikube image load FILE, or: kind load image-archive FILE, or: ctr --namespace k8s.io images import FILE",
        );
    } else {
        say::line("no Minikube runs here: --save FOLDER writes archives for other clusters");
    }
    Ok(ExitCode::SUCCESS)
}

/// Builds the images with the first of docker, podman and buildah that works here.
///
/// # Errors
/// When there is nothing to build with, or a build fails.
pub fn build(checkout: &Checkout, options: &Options) -> Outcome<Vec<Image>> {
    let builder = Builder::find()?;
    let state = State::open(&checkout.cache())?;
    let version = labels::app_version(checkout)?;
    let tag = options.tag.as_deref().unwrap_or(&version);
    let labels = [
        format!("org.opencontainers.image.version={version}"),
        format!(
            "org.opencontainers.image.revision={}",
            labels::revision(checkout)
        ),
    ];
    let mut images = Vec::new();
    for part in options.parts() {
        let name = format!("todo-{part}");
        let reference = reference(part, tag);
        let (context, function) = if part == WEB {
            (checkout.frontend(), None)
        } else {
            (checkout.root.clone(), Some(part))
        };
        step::run(
            &format!("{name}: {} build", builder.program()),
            &state.log(&format!("image-{part}")),
            &mut builder.build(&context, &reference, function, &labels),
        )?;
        images.push(Image {
            name,
            reference,
            builder,
        });
    }
    Ok(images)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fr_813_names_choose_images_and_strangers_are_refused() {
        let options = Options::parse(&["--tag", "1.2.3", "tasks", "web"]).unwrap();
        assert_eq!(options.tag.as_deref(), Some("1.2.3"));
        assert_eq!(options.parts(), ["tasks", "web"]);
        assert_eq!(Options::parse(&[]).unwrap().parts().len(), 5);
        let refusal = Options::parse(&["task"]).unwrap_err().to_string();
        assert!(refusal.contains("tasks mcp chat migrate web"), "{refusal}");
        assert!(Options::parse(&["--tag"]).is_err());
    }
}
