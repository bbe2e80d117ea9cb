/*
 * URIs as the protocol sends them. They are compared after decoding, because clients differ in what they escape
 * (`file:///c%3A/` and `file:///c:/`).
 */

function decodeUri(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

/** The path of `uri` below `folder`, with `/` separators; undefined when it lies elsewhere. */
export function pathBelow(folder: string, uri: string): string | undefined {
  const base = `${decodeUri(folder).replace(/\/$/, '')}/`;
  const full = decodeUri(uri);
  return full.startsWith(base) ? full.slice(base.length) : undefined;
}

/** The path of a URI, without scheme and authority: `/home/me/a.yml`, `Untitled-1`. */
export function pathOf(uri: string): string {
  return decodeUri(uri).replace(/^[\w+.-]+:(?:\/\/[^/]*)?/, '');
}

/** The folder of a URI, without a slash at its end; empty for one without a slash. */
export function parentOf(uri: string): string {
  return uri.slice(0, Math.max(0, uri.lastIndexOf('/')));
}

/** `folder` and a relative path, joined and escaped. */
export function joinUri(folder: string, relative: string): string {
  const escaped = relative.split('/').map(encodeURIComponent).join('/');
  return `${folder.replace(/\/$/, '')}/${escaped}`;
}

/** The scheme of a URI, without the colon: `file`, `untitled`. */
export function schemeOf(uri: string): string {
  return uri.slice(0, Math.max(0, uri.indexOf(':')));
}
