import type { Output } from '#platform/http/contract.ts'
import { staffTranslator } from '#platform/i18n/translator.ts'
import type {
  openingHoursRoute,
  plannedMinutesRoute,
  planVersionRoute,
  planVersionsRoute,
  previewMinutesRoute,
  previewOpeningHoursRoute,
  previewPlanRoute,
  previewUndoRoute,
  shiftPlanRoute,
} from '../contract.ts'
import de from './messages.de.json' with { type: 'json' }
import en from './messages.en.json' with { type: 'json' }

/** What the screens of capacity say. */
export const capacityTexts = staffTranslator({ de, en })

export type PublishedPlan = Output<typeof shiftPlanRoute>
export type PlannedCounter = PublishedPlan['counters'][number]
export type PlanEffects = Output<typeof previewPlanRoute>
export type PlanForesight = Output<typeof previewUndoRoute>
export type VersionChanges = Output<typeof planVersionRoute>
export type HoursChange = Output<typeof planVersionsRoute>['hours'][number]
export type MinutesRead = Output<typeof plannedMinutesRoute>
export type MinutesPreview = Output<typeof previewMinutesRoute>
export type SiteWeek = Output<typeof openingHoursRoute>
export type WeekPreview = Output<typeof previewOpeningHoursRoute>
export type PlanVersionEntry = Output<typeof planVersionsRoute>['versions'][number]
