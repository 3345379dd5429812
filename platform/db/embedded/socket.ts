import { chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import type { Place } from './place.ts'

/** A socket's whole path is limited to 107 bytes by the kernel (103 on macOS); its name takes 14. */
const LONGEST = 85
const TEMPORARY = 'dran-socket-'

/** A folder for the server's socket that only its account can enter: beside the data if the path is short enough. */
export function makeSocketDirectory(place: Place): string {
  const near = join(place.home, 'socket')
  const usable = !/["\\\n]/.test(near) && Buffer.byteLength(near) <= LONGEST
  const path = usable ? near : mkdtempSync(join(tmpdir(), TEMPORARY))
  mkdirSync(path, { recursive: true, mode: 0o700 })
  if (place.account.uid !== undefined) chownSync(path, place.account.uid, place.account.gid)
  return path
}

/** Removes the folder if it is a temporary one; the one beside the data stays. */
export function removeSocketDirectory(path: string): void {
  const ours = dirname(path) === tmpdir() && basename(path).startsWith(TEMPORARY)
  if (ours) rmSync(path, { recursive: true, force: true })
}
