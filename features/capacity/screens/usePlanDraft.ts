import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useRead } from '#ui/console/useRead.ts'
import { planOf, shiftPlanRoute } from '../contract.ts'
import { EMPTY_PLAN, isSamePlan, type ShiftPlan } from '../model/shiftPlan.ts'

type Edits = {
  readonly basedOn: number
  readonly plans: readonly ShiftPlan[]
  /** The block that the last change was about: moved on by the next key press, it is still one change. */
  readonly about: string | undefined
}

/** Under which drafts are kept while another screen is shown; signing out forgets them like all that was read. */
const DRAFTS = 'plan drafts'

/** What is being changed in the plan of a site; it outlives a look at another screen of the console. */
function useEdits(site: string) {
  const client = useQueryClient()
  const [edits, setEdits] = useState(() => client.getQueryData<Edits>([DRAFTS, site]))
  useEffect(() => {
    client.setQueryDefaults([DRAFTS], { gcTime: Number.POSITIVE_INFINITY })
    if (edits) client.setQueryData<Edits>([DRAFTS, site], edits)
    else client.removeQueries({ queryKey: [DRAFTS, site] })
  }, [client, site, edits])
  return [edits, setEdits] as const
}

/** The published plan of a site and what somebody is changing in it; nothing is sent before it is published. */
export function usePlanDraft(site: string) {
  const read = useRead(shiftPlanRoute, { params: { site } })
  const [edits, setEdits] = useEdits(site)
  const published = useMemo(() => (read.data ? planOf(read.data.plan) : EMPTY_PLAN), [read.data])
  const draft = edits?.plans.at(-1) ?? published
  const version = read.data?.version ?? 0
  const change = useCallback(
    (plan: ShiftPlan, about?: string) =>
      setEdits((before) => {
        const plans = before?.plans ?? []
        const goesOn = about !== undefined && before?.about === about
        return {
          basedOn: before?.basedOn ?? version,
          plans: [...(goesOn ? plans.slice(0, -1) : plans), plan],
          about,
        }
      }),
    [version, setEdits],
  )
  return {
    read,
    draft,
    change,
    /** The version that the draft was made from. */
    basedOn: edits?.basedOn ?? version,
    changed: edits !== undefined && !isSamePlan(published, draft),
    mayTakeBack: (edits?.plans.length ?? 0) > 0,
    takeBack: () =>
      setEdits((before) =>
        before && before.plans.length > 1
          ? { ...before, plans: before.plans.slice(0, -1), about: undefined }
          : undefined,
      ),
    discard: () => setEdits(undefined),
  }
}

export type PlanDraft = ReturnType<typeof usePlanDraft>
