import type { ServiceReminders } from '#features/catalogue/model/reminders.ts'
import { checklistChangersOf, writeAudit } from '#features/staff/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import { asId } from '#kernel/id.ts'
import { isoInstant } from '#kernel/instant.ts'
import { fail, ok } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import {
  changeServiceReminders,
  remindersOfService,
  restoreServiceReminders,
  type ServiceRemindersChanged,
} from '../actions.ts'
import {
  restoreServiceRemindersRoute,
  serviceRemindersRoute,
  writeServiceRemindersRoute,
} from '../contract/serviceReminders.ts'
import { reminderWriters } from '../policy.ts'
import type { BookingDeps } from '../routes.ts'
import { callerName } from './present.ts'

/** How people are reminded of visits for a service: what holds, the change, and the way back. */
export function registerServiceReminderRoutes(
  app: HttpServer<Caller, Authority>,
  { database }: Pick<BookingDeps, 'database'>,
): void {
  bindRoute(app, serviceRemindersRoute, {
    policy: reminderWriters,
    handler: ({ authority, params }) =>
      database.withAuthority(authority, async (tx) => {
        const now = await remindersOfService(tx, params.service)
        if (!now) return fail('unknown_service')
        const { title, seen, content, city, bookings, versions } = now
        const changers = await checklistChangersOf(
          tx,
          versions.map(({ id }) => id),
        )
        return ok({
          title: { de: title.de, 'de-simple': title['de-simple'], en: title.en },
          seen,
          reminders: present(content),
          city: {
            ...city,
            reminderHours: [...city.reminderHours],
            reminderChannels: [...city.reminderChannels],
          },
          bookings,
          versions: versions.map((version) => ({
            version: version.id,
            at: isoInstant(version.changedAt),
            by: changers.get(version.id)?.name ?? null,
            reminders: present(version.content),
            imported: version.imported,
            restores: version.restores,
          })),
        })
      }),
  })

  bindRoute(app, writeServiceRemindersRoute, {
    policy: reminderWriters,
    handler: ({ authority, caller, params, body, idempotencyKey: key }) => {
      const command = {
        ...{ key, kind: writeServiceRemindersRoute.id, caller: callerName(caller) },
        input: [params, body],
      }
      return runCommand(database, authority, command, async (tx) => {
        const done = await changeServiceReminders(tx, { ...body, serviceKey: params.service })
        return done.ok ? note(tx, caller, done.value) : done
      })
    },
  })

  bindRoute(app, restoreServiceRemindersRoute, {
    policy: reminderWriters,
    handler: ({ authority, caller, params, body, idempotencyKey: key }) => {
      const command = {
        ...{ key, kind: restoreServiceRemindersRoute.id, caller: callerName(caller) },
        input: [params, body],
      }
      return runCommand(database, authority, command, async (tx) => {
        const version = asId<'serviceChecklist'>(params.version)
        const asked = { serviceKey: params.service, seen: body.seen, version }
        const done = await restoreServiceReminders(tx, asked)
        return done.ok ? note(tx, caller, done.value) : done
      })
    },
  })
}

async function note(tx: Tx, caller: Caller, { version, bookings }: ServiceRemindersChanged) {
  const staffId = caller.kind === 'staff' ? caller.staffId : null
  await writeAudit(tx, { action: 'reminders_changed', staffId, serviceChecklistId: version })
  return ok({ version, bookings })
}

function present({ hours, channels }: ServiceReminders) {
  return { hours: hours && [...hours], channels: channels && [...channels] }
}
