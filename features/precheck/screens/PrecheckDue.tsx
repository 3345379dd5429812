import { useConsole } from '#ui/console/context.ts'
import { RouteLink } from '#ui/console/RouteLink.tsx'
import { useRead } from '#ui/console/useRead.ts'
import { precheckDueRoute } from '../contract.ts'
import { precheckTexts } from './texts.ts'

/** Asked so often (milliseconds). */
const EVERY = 60_000

/** Reminds whoever works at a site that papers are to be looked at by now, or asked for while that is of use; else nothing. */
export function PrecheckDue({ site }: { readonly site: string }) {
  const { language } = useConsole()
  const t = precheckTexts(language)
  const { data } = useRead(precheckDueRoute, { params: { site } }, { every: EVERY })
  if (!data || (data.late === 0 && data.unsent === 0)) return null
  return (
    <p className="precheck-due" role="status">
      <RouteLink to="/precheck">
        {[
          ...(data.late > 0 ? [t('remind', { count: data.late })] : []),
          ...(data.unsent > 0 ? [t('remindUnsent', { count: data.unsent })] : []),
        ].join(' · ')}
      </RouteLink>
    </p>
  )
}
