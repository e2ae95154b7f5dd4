//! The programs that can build a `Dockerfile`.

use std::{path::Path, process::Command};

use crate::failure::Outcome;

/// One that works on this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Builder {
    /// Docker with `BuildKit`.
    Docker,
    /// Podman.
    Podman,
    /// Buildah, which needs neither a daemon nor a runtime.
    Buildah,
}

impl Builder {
    /// The first that works: a client without its daemon does not count.
    ///
    /// # Errors
    /// One line of advice.
    pub fn find() -> Outcome<Self> {
        [Self::Docker, Self::Podman, Self::Buildah]
            .into_iter()
            .find(|builder| builder.works())
            .ok_or_else(|| {
                "nothing here builds images: start Docker (https://docs.docker.com/get-docker), or install Podman or Buildah (Debian: apt-get install buildah)"
                    .into()
            })
    }

    fn works(self) -> bool {
        let verb = match self {
            // Fails when the daemon does not answer.
            Self::Docker => "version",
            Self::Podman | Self::Buildah => "info",
        };
        Command::new(self.program())
            .arg(verb)
            .output()
            .is_ok_and(|output| output.status.success())
    }

    /// Its executable.
    #[must_use]
    pub fn program(self) -> &'static str {
        match self {
            Self::Docker => "docker",
            Self::Podman => "podman",
            Self::Buildah => "buildah",
        }
    }

    /// Builds the `Dockerfile` in `context`, with the one of its functions, so that the same sources give the same
    /// bytes.
    #[must_use]
    pub fn build(
        self,
        context: &Path,
        reference: &str,
        function: Option<&str>,
        labels: &[String],
    ) -> Command {
        let mut command = Command::new(self.program());
        command.args(["build", "--tag", reference]);
        match self {
            Self::Docker => command
                .env("DOCKER_BUILDKIT", "1")
                .env("SOURCE_DATE_EPOCH", "0")
                // An attestation holds the time of the build.
                .env("BUILDX_NO_DEFAULT_ATTESTATIONS", "1"),
            // The layers are what the next image of the same file begins with.
            Self::Podman | Self::Buildah => command.args(["--layers", "--timestamp", "0"]),
        };
        if let Some(function) = function {
            command.args(["--build-arg", &format!("FUNCTION={function}")]);
        }
        // Not arguments: Buildah takes an image with the arguments of an earlier build out of its cache.
        for label in labels {
            command.args(["--label", label]);
        }
        command.arg(context);
        command
    }

    /// Writes an image into an archive in Docker's format.
    #[must_use]
    pub fn save(self, reference: &str, archive: &Path) -> Command {
        let mut command = Command::new(self.program());
        match self {
            Self::Docker => command
                .args(["save", "--output"])
                .arg(archive)
                .arg(reference),
            Self::Podman => command
                .args(["save", "--format", "docker-archive", "--output"])
                .arg(archive)
                .arg(reference),
            Self::Buildah => command
                .args(["push", reference])
                .arg(format!("docker-archive:{}:{reference}", archive.display())),
        };
        command
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(command: &Command) -> String {
        let arguments = command.get_args().map(|text| text.to_string_lossy());
        arguments.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn fr_813_each_builder_takes_the_same_file_and_arguments() {
        for builder in [Builder::Docker, Builder::Podman, Builder::Buildah] {
            let labels = ["revision=1".to_owned()];
            let text = line(&builder.build(Path::new("/src"), "a/b:1", Some("tasks"), &labels));
            assert!(text.starts_with("build --tag a/b:1"), "{text}");
            let end = "--build-arg FUNCTION=tasks --label revision=1 /src";
            assert!(text.ends_with(end), "{text}");
            assert!(line(&builder.save("a/b:1", Path::new("/x.tar"))).contains("/x.tar"));
        }
    }

    #[test]
    fn fr_814_no_builder_puts_the_time_into_an_image() {
        let docker = Builder::Docker.build(Path::new("."), "a", None, &[]);
        let epoch = docker
            .get_envs()
            .find(|(name, _)| *name == "SOURCE_DATE_EPOCH");
        assert_eq!(epoch.unwrap().1.unwrap(), "0");
        for builder in [Builder::Podman, Builder::Buildah] {
            assert!(line(&builder.build(Path::new("."), "a", None, &[])).contains("--timestamp 0"));
        }
    }
}
