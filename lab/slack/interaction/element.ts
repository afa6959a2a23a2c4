import { objectOf } from '../args.ts';
import type { Block, Json } from '../model.ts';

export type Element = { readonly [key: string]: Json } & {
  readonly type: string;
  readonly action_id: string;
};

export interface Placed {
  readonly block: Block;
  readonly element: Element;
}

/** Every element that a person can use, with the block that it stands in. */
export function elementsOf(blocks: readonly Block[]): Placed[] {
  return blocks.flatMap((block) => {
    const inside = Array.isArray(block.elements) ? block.elements : [];
    return [...inside, block.accessory, block.element].flatMap((candidate) => {
      const element = objectOf(candidate);
      return element !== undefined && typeof element.action_id === 'string'
        ? [{ block, element: element as Element }]
        : [];
    });
  });
}

/** The state of an element as Slack reports it, from what the person entered (a text, or the value of an option). */
export function elementState(element: Element, entered: string | readonly string[] | undefined): Json {
  const one = Array.isArray(entered) ? entered[0] : (entered as string | undefined);
  switch (element.type) {
    case 'plain_text_input':
    case 'number_input':
      return { type: element.type, value: (one ?? text(element.initial_value)) || null };
    case 'static_select':
    case 'radio_buttons':
    case 'overflow':
      return {
        type: element.type,
        selected_option: optionOf(element, one) ?? element.initial_option ?? null,
      };
    case 'checkboxes':
      return { type: element.type, selected_options: checkedOptions(element, entered) };
    case 'users_select':
      return { type: element.type, selected_user: one ?? element.initial_user ?? null };
    case 'channels_select':
      return { type: element.type, selected_channel: one ?? element.initial_channel ?? null };
    case 'conversations_select':
      return { type: element.type, selected_conversation: one ?? element.initial_conversation ?? null };
    case 'datepicker':
      return { type: element.type, selected_date: one ?? element.initial_date ?? null };
    default:
      return { type: element.type };
  }
}

/** Nothing chosen and nothing typed. */
export function isEmptyState(state: Json): boolean {
  const { type: _, ...rest } = objectOf(state) ?? {};
  return Object.values(rest).every((value) => value === null || (Array.isArray(value) && value.length === 0));
}

function optionsOf(element: Element): Json[] {
  const groups = Array.isArray(element.option_groups) ? element.option_groups : [];
  const grouped = groups.flatMap((group) => {
    const options = objectOf(group)?.options;
    return Array.isArray(options) ? (options as Json[]) : [];
  });
  return [...(Array.isArray(element.options) ? element.options : []), ...grouped];
}

function optionOf(element: Element, value: string | undefined): Json | undefined {
  return value === undefined
    ? undefined
    : optionsOf(element).find((option) => objectOf(option)?.value === value);
}

function checkedOptions(element: Element, entered: string | readonly string[] | undefined): Json[] {
  if (entered === undefined) return Array.isArray(element.initial_options) ? element.initial_options : [];
  const values = typeof entered === 'string' ? [entered] : entered;
  return values.flatMap((value) => optionOf(element, value) ?? []);
}

function text(value: Json): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
