/** True for an `http://` address of another machine; variables and the machine's own names are none. */
export function isPlainHttp(url: string): boolean {
  return /^http:\/\/(?!(?:[^/@]*@)?(?:localhost|127\.\d|0\.0\.0\.0|\[::1?\]|host\.docker\.internal)(?:[:/]|\.\d|$))/i.test(
    url,
  );
}
