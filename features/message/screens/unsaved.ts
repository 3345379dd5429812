import { createUnsaved } from '#ui/console/unsaved.ts'
import type { TemplateKind, TemplateTexts } from '../model/template.ts'

/** Words of kinds of mail that are not saved. */
export const unsaved = createUnsaved<TemplateKind, TemplateTexts>()
