import type { ReactNode } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { ActionButton } from './ActionButton.tsx'

export type DialogBoxProps = {
  readonly title: string
  readonly open: boolean
  readonly onClose: () => void
  /** False: only what stands inside ends it. */
  readonly dismissable?: boolean
  readonly children: ReactNode
}

/** A dialog over the screen. The focus stays inside, Escape closes it, and then goes back to where it was. */
export function DialogBox({ title, open, onClose, dismissable = true, children }: DialogBoxProps) {
  return (
    <ModalOverlay
      isOpen={open}
      onOpenChange={(isOpen) => !isOpen && onClose()}
      isDismissable={dismissable}
      isKeyboardDismissDisabled={!dismissable}
    >
      <Modal>
        <Dialog className="react-aria-Dialog console console--dialog">
          <Heading slot="title" className="console-panel__title">
            {title}
          </Heading>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

export type ConfirmProps = {
  readonly title: string
  readonly text: string
  readonly yes: string
  readonly no: string
  readonly open: boolean
  readonly busy?: boolean
  readonly onYes: () => void
  readonly onClose: () => void
}

/** Asks once more before something is done that cannot be undone. The focus lies on the safe answer. */
export function Confirm(props: ConfirmProps) {
  return (
    <DialogBox title={props.title} open={props.open} onClose={props.onClose}>
      <p className="kern-body">{props.text}</p>
      <div className="console-toolbar">
        <ActionButton variant="primary" busy={props.busy ?? false} onPress={props.onYes}>
          {props.yes}
        </ActionButton>
        <ActionButton autoFocus onPress={props.onClose}>
          {props.no}
        </ActionButton>
      </div>
    </DialogBox>
  )
}
