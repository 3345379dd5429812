import { createUnsaved } from '#ui/console/unsaved.ts'
import type { EditedChecklist } from '../model/editing.ts'

/** Lists of services that are not saved. */
export const unsaved = createUnsaved<string, EditedChecklist>()
