import type { Caller } from '#features/staff/model.ts'
import { followLanguage } from '#features/visit/actions.ts'
import { writeReminder } from '#features/visit/model/reminder.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import { bindPage, type PageAnswer } from '#platform/http/page.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { chooseReminders, type ReminderState, readReminders } from '../actions.ts'
import { backTo, describe, holder, type Linked, type LinkRequest, read, unknownLink } from './linkBase.tsx'
import { chosenReminders, mobileFor, remindersIn } from './ReminderChoice.tsx'
import { RemindersPage, type RemindersPageProps } from './RemindersPage.tsx'
import { type BookingPageDeps, html } from './view.ts'

/** Behind the link of a booking: of what its person is reminded, and through what. */
export function registerReminders(app: HttpServer<Caller, Authority>, deps: BookingPageDeps): void {
  bindPage(app, {
    method: 'GET',
    path: '/v/:token/reminders',
    policy: holder,
    async handler(request) {
      const found = await openReminders(deps, request)
      if ('kind' in found) return found
      const { linked, state } = found
      const typed = {
        reminders: state.chosen.map(writeReminder).join('\n'),
        ...(state.mobile === null ? {} : { mobile: state.mobile }),
      }
      return page(deps, request, linked, { offered: state.offered, typed, problem: undefined })
    },
  })

  bindPage(app, {
    method: 'POST',
    path: '/v/:token/reminders',
    policy: holder,
    limit: 'sensitive',
    async handler(request) {
      const found = await openReminders(deps, request)
      if ('kind' in found) return found
      const { linked, state } = found
      const { authority, form, idempotencyKey: key, params } = request
      const reminders = remindersIn(form) ?? ''
      const typed = { reminders, mobile: form.get('mobile') ?? '' }
      const sms = mobileFor(typed)
      if ('problem' in sms)
        return page(deps, request, linked, { offered: state.offered, typed, problem: sms.problem })
      const input = { ...typed }
      const command = { key, kind: 'booking.remindersPage', caller: `link ${params.token}`, input }
      await runCommand(deps.database, authority, command, async (tx) => {
        await followLanguage(tx, linked.visit.id, request.language)
        const chosen = await chooseReminders(
          tx,
          deps.links,
          linked.visit.id,
          chosenReminders(typed) ?? [],
          sms.mobile ?? null,
        )
        return chosen.ok ? { ok: true, value: null } : chosen
      })
      return backTo(request, 'reminders=1')
    },
  })
}

/** A booking that is still to come, and how its person is reminded of it. */
async function openReminders(
  deps: BookingPageDeps,
  request: LinkRequest,
): Promise<PageAnswer | { readonly linked: Linked; readonly state: ReminderState }> {
  const linked = await read(deps, request)
  if (!linked) return unknownLink(deps, request)
  const { visit } = linked
  if (visit.state !== 'booked') return backTo(request)
  const state = await deps.database.withAuthority(request.authority, (tx) => readReminders(tx, visit))
  return state ? { linked, state } : backTo(request)
}

async function page(
  deps: BookingPageDeps,
  request: LinkRequest,
  linked: Linked,
  more: Pick<RemindersPageProps, 'offered' | 'typed' | 'problem'>,
): Promise<PageAnswer> {
  const { frame, token, idempotencyKey } = await describe(deps, request, linked)
  return html(<RemindersPage {...{ frame, token, idempotencyKey, ...more }} />, more.problem ? 422 : 200)
}
