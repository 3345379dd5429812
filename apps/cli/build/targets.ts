/** Version numbers as lightningcss wants them: major in the second byte, minor in the first. */
const version = (major: number, minor = 0) => (major << 16) | (minor << 8)

/** The oldest browsers that citizen pages are made for: phones of about 2019 that no longer get updates. */
export const TARGETS = {
  chrome: version(80),
  android: version(80),
  samsung: version(13),
  edge: version(80),
  firefox: version(78),
  safari: version(12, 1),
  ios_saf: version(12, 2),
}
