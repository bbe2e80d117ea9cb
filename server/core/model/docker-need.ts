import type { Buildspec, BuildspecScript } from './buildspec.ts';

/**
 * Whether the commands of a build need privileged mode: `needed` when one talks to a container daemon or to the kernel,
 * `hidden` when they call scripts of the repository that may, `absent` when all can be read and none does.
 */
export type DockerNeed = 'needed' | 'hidden' | 'absent';

/** What the commands of `specs` need. Reads words, not grammar: a mention of Docker is enough to count as need. */
export function dockerNeedOf(specs: readonly Buildspec[]): DockerNeed {
  const scripts = specs.flatMap((spec) => spec.phases.flatMap((phase) => phase.scripts));
  if (scripts.some(needsPrivileges)) return 'needed';
  if (scripts.length === 0 || scripts.some(isOpaque)) return 'hidden';
  return 'absent';
}

/** True when a command builds an image with Docker's daemon, which other builders do without it. */
export function buildsImages(specs: readonly Buildspec[]): boolean {
  return specs.some((spec) =>
    spec.phases.some((phase) => phase.scripts.some(({ scalar }) => IMAGE_BUILD.test(scalar.text))),
  );
}

/** True for names such as `image`, `docker-build` or `ECR_REPOSITORY`, which speak of container images. */
export function speaksOfImages(name: string): boolean {
  return /docker|container|image|(?:^|[^a-z])(?:ecr|oci|repository_?uri)(?:[^a-z]|$)/i.test(name);
}

function needsPrivileges({ scalar }: BuildspecScript): boolean {
  return DAEMON.test(scalar.text) || KERNEL.test(scalar.text);
}

function isOpaque({ scalar }: BuildspecScript): boolean {
  return OPAQUE.test(scalar.text) || /container|image/i.test(scalar.text);
}

/** Clients of a container daemon. `docker://` and `docker.io` are addresses that daemonless tools take as well. */
const DAEMON =
  /(?:^|[^\w.])(?:docker(?![\w.]|:\/\/)|dockerd|docker-compose|podman|buildah|nerdctl|containerd|buildkitd?|buildctl|minikube|k3[ds]|earthly|testcontainers|localstack|devcontainer|ddev)(?![\w.])|dockerBuild|bootBuildImage|build-image|--use-container|\bkind create\b|\bpack build\b|\bsam local\b/i;

const IMAGE_BUILD = /(?:^|[^\w.-])docker[ \t]+(?:image[ \t]+|buildx[ \t]+)?build\b/;

/** Programs that change the kernel's view of the machine. */
const KERNEL =
  /(?:^|[\s;&|(])(?:mount|umount|losetup|modprobe|insmod|sysctl|iptables|nft|unshare|nsenter|chroot|debootstrap|setcap|qemu-\w+|tcpdump|systemctl|lxc|snapcraft)(?![\w.-])/;

/** Programs of the repository, or that run what the repository says, which is not seen from here. */
const OPAQUE =
  /(?:^|[;&|(\n]|\b(?:then|do|bash|sh|source|sudo|time|exec)[ \t])[ \t]*(?:\.{0,2}\/[\w.-]*\w|make|just|task|invoke|nox|tox|bazel|cdk|sam|serverless|sls|packer|ansible-playbook|act|[\w./$-]+\.(?:sh|bash|ps1))(?![\w-])|\bnpx[ \t]+(?:cdk|sls|serverless|act)\b|\bpython3?[ \t]+[\w./-]+\.py\b/;
