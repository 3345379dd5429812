import { createContext, useContext } from 'react'
import type { StaffLanguage } from '#kernel/language.ts'
import type { Client } from '#platform/http/client.ts'
import type { Directory } from './directory.ts'

/** What every screen of the console stands on. */
export type ConsoleWorld = {
  /** Calls the API; a session that is over is noticed here, and the screen stays as it is. */
  readonly call: Client
  readonly language: StaffLanguage
  readonly directory: Directory
  /** Says something to a screen reader without moving the focus. */
  readonly announce: (text: string) => void
  /** Goes to a path of the console, e.g. "/overview". */
  readonly navigate: (path: string) => void
}

/** Filled by apps/console. */
export const ConsoleContext = createContext<ConsoleWorld | undefined>(undefined)

/** The world of the screen that asks. Throws outside of the console. */
export function useConsole(): ConsoleWorld {
  const world = useContext(ConsoleContext)
  if (!world) throw new Error('this screen stands outside of the console')
  return world
}
