import { useConsole } from '#ui/console/context.ts'
import { RouteLink } from '#ui/console/RouteLink.tsx'
import { useRead } from '#ui/console/useRead.ts'
import { precheckDueRoute } from '../contract.ts'
import { precheckTexts } from './texts.ts'

/** Asked so often (milliseconds). */
const EVERY = 60_000

/** Reminds whoever works at a site that papers are to be looked at by now; nothing while there is time. */
export function PrecheckDue({ site }: { readonly site: string }) {
  const { language } = useConsole()
  const t = precheckTexts(language)
  const { data } = useRead(precheckDueRoute, { params: { site } }, { every: EVERY })
  if (!data || data.late === 0) return null
  return (
    <p className="precheck-due" role="status">
      <RouteLink to="/precheck">{t('remind', { count: data.late })}</RouteLink>
    </p>
  )
}
