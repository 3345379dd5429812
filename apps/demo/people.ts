import type { Contact } from '#features/visit/model.ts'
import { type LocalDate, localDate } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { BY_TELEPHONE } from './figures.ts'
import { chance, pick, type Random } from './random.ts'

/** Mail addresses of invented people end so; nobody who tries the demo can have one. */
export const PEOPLE_DOMAIN = 'einwohner.example'

const FIRST_NAMES = (
  'Ada Adrian Aylin Alma Amir Anke Anton Asel Ben Birgit Bruno Cem Clara Daria Dilan Edda Elif Emil Enno Esra Fatma ' +
  'Finn Frieda Georg Gesa Greta Hakan Hanne Heiner Ida Ilse Ines Jakob Jasper Jette Juri Karim Katja Kemal Lale Lars ' +
  'Leni Lina Linus Luise Magda Malte Marta Mila Milan Mina Nele Nico Nora Olga Onno Oskar Paula Piet Rana Rieke Rosa ' +
  'Samira Selma Sina Sofia Sven Tamar Theo Tilda Tom Ulla Uwe Vera Wanda Wiebke Yara Yusuf Zeynep Zofia'
).split(' ')

const LAST_NAMES = (
  'Abendroth Acker Albers Aydemir Bachhuber Baumgart Birkholz Borowski Brandes Brunnert Celik Dahlmann Demirel Dorn ' +
  'Ebeling Eichler Emmerich Erdal Fahrenholt Feldkamp Findeisen Gerlach Gonsior Grabowski Haferkamp Halbach Hasani ' +
  'Heidkamp Hollmann Ihlenfeld Iwanow Jahnke Jansohn Kaminski Karadag Kettler Kirchhof Kowal Kranz Lammert Leitner ' +
  'Lindner Lorenzen Mahler Marek Mertens Moldenhauer Nassar Neuhaus Nowotny Oelmann Osman Paschke Petrov Pohlmann ' +
  'Quandt Rademacher Rahimi Reuter Rosenow Sander Schilling Schnabel Seidel Sommerfeld Stahlberg Tahiri Teichmann ' +
  'Thiel Uhlig Vogt Wagenknecht Weidner Wilms Yildiz Zander Ziegler Zimny'
).split(' ')

const FOLDED: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' }

/** Somebody invented who books a time: by telephone often without mail. */
export type Person = {
  readonly contact: Contact
  /** Told where a service is scarce. */
  readonly birthDate: LocalDate
  readonly channel: 'online' | 'telephone'
  readonly language: Language
}

/** Invents somebody. The name is put together from lists and belongs to nobody. */
export function inventPerson(random: Random): Person {
  const first = pick(random, FIRST_NAMES)
  const last = pick(random, LAST_NAMES)
  const channel = chance(random, BY_TELEPHONE) ? 'telephone' : 'online'
  const number = Math.floor(random() * 900) + 100
  const email = `${fold(first)}.${fold(last)}${number}@${PEOPLE_DOMAIN}`
  const phone = channel === 'telephone' ? `0999 555 ${number}${Math.floor(random() * 9_000) + 1_000}` : null
  const contact = { name: `${first} ${last}`, email, phone }
  return { contact, birthDate: birthDateOf(number), channel, language: inventLanguage(random) }
}

/** A day from 1940 to 2004. */
function birthDateOf(number: number): LocalDate {
  const part = (value: number) => String(value).padStart(2, '0')
  return localDate(`${1940 + (number % 65)}-${part(1 + (number % 12))}-${part(1 + (number % 28))}`)
}

/** The language somebody reads: mostly German. */
export function inventLanguage(random: Random): Language {
  const drawn = random()
  return drawn < 0.84 ? 'de' : drawn < 0.95 ? 'en' : 'de-simple'
}

/** Is this the mail address of somebody invented? */
export function isInvented(email: string | null | undefined): boolean {
  return email?.endsWith(`@${PEOPLE_DOMAIN}`) ?? false
}

function fold(name: string): string {
  return name.toLowerCase().replaceAll(/[äöüß]/g, (letter) => FOLDED[letter] ?? letter)
}
