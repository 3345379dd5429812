import { readMobile } from '#features/visit/model/phone.ts'
import { REACHES_KM, VISIT_KINDS, type VisitKind } from '#features/visit/model.ts'
import type { LocalDate } from '#kernel/instant.ts'
import type { HeldContact } from '../actions.ts'
import { isBirthDate } from '../model/person.ts'
import { readDate } from '../model/waitlistDate.ts'
import { COMPANIONS_LIMIT, cleanName, NAME_LIMIT, readEmail, readPhone } from '../model.ts'
import type { ContactProblems, TypedContact } from './ContactPage.tsx'
import { companionsIn, linesOf } from './companions.ts'
import { chosenReminders, mobileFor, remindersIn } from './ReminderChoice.tsx'

/** What a form says of a contact; undefined where it has no such fields. */
export function typedIn(form: URLSearchParams): TypedContact | undefined {
  const [name, email, kind, phone, birth, reach, mobile] = [
    'name',
    'email',
    'kind',
    'phone',
    'birth',
    'reach',
    'mobile',
  ].map((field) => form.get(field) ?? undefined)
  if (name === undefined || email === undefined) return undefined
  const companions = companionsIn(form)
  const reminders = remindersIn(form)
  return {
    name,
    email,
    ...(kind === undefined ? {} : { kind }),
    ...(phone === undefined ? {} : { phone }),
    ...(birth === undefined ? {} : { birth }),
    ...(companions === undefined ? {} : { companions }),
    ...(reach === undefined ? {} : { reach }),
    ...(reminders === undefined ? {} : { reminders }),
    ...(mobile === undefined ? {} : { mobile }),
  }
}

/** A contact for so many people that is whole, or what is wrong with it. */
export function checkContact(
  typed: TypedContact,
  people = 1,
): { contact: HeldContact } | { problems: ContactProblems } {
  const name = cleanName(typed.name)
  const email = readEmail(typed.email)
  const kind = kindIn(typed)
  // Asked for only where somebody shall be called.
  const phone = kind === 'telephone' ? readPhone(typed.phone ?? '') : null
  const companions = companionNames(typed).slice(0, people - 1)
  const faults = Array.from({ length: people - 1 }, (_, index) => companionFault(companions[index] ?? ''))
  const sms = mobileFor(typed)
  const problems: ContactProblems = {
    ...(name === '' ? { name: 'nameMissing' } : name.length > NAME_LIMIT ? { name: 'nameLong' } : {}),
    ...(email !== undefined ? {} : { email: typed.email.trim() === '' ? 'emailMissing' : 'emailWrong' }),
    ...(phone !== undefined ? {} : { phone: typed.phone?.trim() ? 'phoneWrong' : 'phoneMissing' }),
    ...('problem' in sms ? { mobile: sms.problem } : {}),
    ...(faults.some((fault) => fault !== null) ? { companions: faults } : {}),
  }
  if (email === undefined || phone === undefined || 'problem' in sms) return { problems }
  if (problems.name || problems.companions) return { problems }
  const chosen = { ...reachIn(typed), ...reminded(typed), ...sms }
  return { contact: { name, email, phone, kind, ...(people > 1 ? { companions } : {}), ...chosen } }
}

/** The birth date of a form for a scarce service, or what is wrong with it. */
export function checkBirth({ birth = '' }: TypedContact, today: LocalDate): LocalDate | undefined {
  const date = readDate(birth)
  return date && isBirthDate(date, today) ? date : undefined
}

/** As much of a contact as can be kept while another time is looked for; undefined for nothing. */
export function keepable(typed: TypedContact): HeldContact | undefined {
  const name = cleanName(typed.name).slice(0, NAME_LIMIT)
  if (name === '') return undefined
  const kind = kindIn(typed)
  const phone = kind === 'telephone' ? (readPhone(typed.phone ?? '') ?? null) : null
  const companions = companionNames(typed).flatMap((one) => (one ? [one.slice(0, NAME_LIMIT)] : []))
  const contact = {
    name,
    email: readEmail(typed.email) ?? null,
    phone,
    kind,
    ...(typed.mobile === undefined ? {} : { mobile: readMobile(typed.mobile) ?? null }),
    ...reachIn(typed),
    ...reminded(typed),
  }
  return companions.length > 0 ? { ...contact, companions } : contact
}

/** One of the distances that can be chosen; nothing where none was asked for, or something else came. */
function reachIn({ reach }: TypedContact): Pick<HeldContact, 'reachKm'> {
  const reachKm = REACHES_KM.find((km) => String(km) === reach)
  return reachKm === undefined ? {} : { reachKm }
}

/** Of what they want to be reminded; nothing where nobody asked. */
function reminded(typed: TypedContact): Pick<HeldContact, 'reminders'> {
  const reminders = chosenReminders(typed)
  return reminders === undefined ? {} : { reminders }
}

function companionNames({ companions }: TypedContact): string[] {
  return linesOf(companions).slice(0, COMPANIONS_LIMIT).map(cleanName)
}

function companionFault(name: string) {
  if (name === '') return 'companionMissing'
  return name.length > NAME_LIMIT ? 'nameLong' : null
}

function kindIn({ kind }: TypedContact): VisitKind {
  return VISIT_KINDS.find((each) => each === kind) ?? 'on_site'
}
