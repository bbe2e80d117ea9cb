/** A container image as it is written: `registry/name:tag@digest`. */
export interface ImageReference {
  /** Without tag and digest. */
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
  /** True when an expansion stands anywhere in it, so that the rest is only known when it runs. */
  readonly variable: boolean;
}

/** Reads an image reference; a port (`host:5000/name`) is no tag, and a colon inside `${…}` neither. */
export function imageReference(text: string): ImageReference {
  const variable = /[$%]/.test(text);
  const at = text.indexOf('@');
  const digest = at === -1 ? undefined : text.slice(at + 1);
  const rest = at === -1 ? text : text.slice(0, at);
  const colon = rest.lastIndexOf(':');
  const isTag = colon > rest.lastIndexOf('/') && colon > rest.lastIndexOf('}');
  return {
    name: isTag ? rest.slice(0, colon) : rest,
    tag: isTag ? rest.slice(colon + 1) : undefined,
    digest,
    variable,
  };
}

/** True for tags that move from release to release by design. */
export function isFloatingTag(tag: string): boolean {
  return /^(?:latest|edge|stable|nightly|main|master|dev|develop|canary|current|lts|rolling|testing|unstable|oldstable|alpha|beta)$/i.test(
    tag,
  );
}
