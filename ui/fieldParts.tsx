import type { ReactNode } from 'react'
import { Icon } from './Icon.tsx'

/** What every question has in common. */
export type QuestionProps = {
  /** Name of the field in the form, and its id: the error summary links to `#name`. */
  readonly name: string
  readonly label: string
  /** One sentence below the label that helps to answer. */
  readonly hint?: ReactNode
  /** What is wrong and how to put it right; undefined while nothing is. */
  readonly error?: string | undefined
  /** The word for "optional", for a question that need not be answered. */
  readonly optional?: string
  /** The question is the page's title: its label becomes the heading of level 1. */
  readonly pageTitle?: boolean
}

/** The ids that describe a field: its hint and its error, as far as they are there. */
export function describedBy({ name, hint, error }: Pick<QuestionProps, 'name' | 'hint' | 'error'>) {
  const ids = [hint ? `${name}-hint` : '', error ? `${name}-error` : ''].filter(Boolean)
  return ids.length > 0 ? ids.join(' ') : undefined
}

/** The label's text with the word for "optional". */
export function LabelText({ label, optional }: Pick<QuestionProps, 'label' | 'optional'>) {
  if (!optional) return label
  return (
    <>
      {label} <span className="kern-label__optional">({optional})</span>
    </>
  )
}

/** A field's label; a heading of level 1 when the question is the page's title. */
export function FieldLabel(props: QuestionProps) {
  const label = (
    <label className="kern-label" htmlFor={props.name}>
      <LabelText {...props} />
    </label>
  )
  return props.pageTitle ? <h1 className="kern-heading-x-large dran-question">{label}</h1> : label
}

/** The legend of a group of fields; holds the heading of level 1 when the question is the page's title. */
export function GroupLegend(props: QuestionProps) {
  const text = <LabelText {...props} />
  return props.pageTitle ? (
    <legend className="dran-question">
      <h1 className="kern-heading-x-large">{text}</h1>
    </legend>
  ) : (
    <legend className="kern-label">{text}</legend>
  )
}

/** The hint of a field, if it has one. */
export function FieldHint({ name, hint }: Pick<QuestionProps, 'name' | 'hint'>) {
  if (!hint) return null
  return (
    <div className="kern-hint" id={`${name}-hint`}>
      {hint}
    </div>
  )
}

/** The error of a field, if it has one. */
export function FieldError({ name, error }: Pick<QuestionProps, 'name' | 'error'>) {
  if (!error) return null
  return (
    <p className="kern-error" id={`${name}-error`}>
      <Icon name="danger" />
      <span className="kern-body">{error}</span>
    </p>
  )
}
