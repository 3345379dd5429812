/** How far a file is. `destroyed` keeps no name, no key and no content. */
export const FILE_STATES = ['received', 'quarantined', 'checking', 'ready', 'refused', 'destroyed'] as const
export type FileState = (typeof FILE_STATES)[number]

/**
 * Every step that the life of a file knows: from which state to which. The database refuses any other (constraint
 * paper_event_transition).
 *
 * `received`: it is coming. `quarantined`: all of it is here, sealed, and nobody sees it. `checking`: one worker has it.
 * `ready`: its pages are here, the original is gone. `refused`: nothing of it is kept but why.
 */
export const TRANSITIONS: Readonly<Record<FileState | 'new', readonly FileState[]>> = {
  new: ['received'],
  received: ['quarantined', 'refused', 'destroyed'],
  quarantined: ['checking', 'destroyed'],
  // Back when its worker was lost or no scanner answers.
  checking: ['quarantined', 'ready', 'refused', 'destroyed'],
  ready: ['destroyed'],
  refused: ['destroyed'],
  destroyed: [],
}

/** May a file go from one state to the other? */
export function isTransition(from: FileState | null, to: FileState): boolean {
  return TRANSITIONS[from ?? 'new'].includes(to)
}

/** Is there something sealed on disk, and a key to it, in this state? */
export function hasContent(state: FileState): boolean {
  return state !== 'refused' && state !== 'destroyed'
}
