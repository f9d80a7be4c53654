import { part } from './dom.js';

/** The parts of one panel, by name; see the template in index.html. */
export const panelView = (template: HTMLTemplateElement) => {
  const content = document.importNode(template.content, true);
  const button = (name: string): HTMLButtonElement => part(content, name, HTMLButtonElement);
  const input = (name: string): HTMLInputElement => part(content, name, HTMLInputElement);
  const some = (name: string): HTMLElement => part(content, name, HTMLElement);
  return {
    root: part(content, 'root', HTMLElement),

    name: some('name'),
    status: some('status'),
    id: some('id'),
    idLine: some('id-line'),
    disconnect: button('disconnect'),
    reconnect: button('reconnect'),
    destroy: button('destroy'),
    start: button('start'),
    error: some('error'),

    chat: some('chat'),
    chatState: some('chat-state'),
    connectForm: part(content, 'connect-form', HTMLFormElement),
    otherLabel: some('other-label'),
    other: input('other'),
    connect: button('connect'),
    close: button('close'),
    messages: some('messages'),
    chatForm: part(content, 'chat-form', HTMLFormElement),
    text: input('text'),
    send: button('send'),

    file: input('file'),
    files: some('files'),

    call: some('call'),
    callState: some('call-state'),
    source: part(content, 'source', HTMLSelectElement),
    sourceLabel: some('source-label'),
    startCall: button('start-call'),
    answer: button('answer'),
    hangUp: button('hang-up'),
    remote: part(content, 'remote', HTMLVideoElement),
    local: part(content, 'local', HTMLVideoElement),
  };
};

export type PanelView = ReturnType<typeof panelView>;
