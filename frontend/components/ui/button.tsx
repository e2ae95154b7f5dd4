import type { ComponentProps } from "react";

const LOOKS = {
  primary: "bg-accent text-on-accent hover:brightness-110 font-medium",
  plain: "border border-line bg-surface hover:bg-raised",
  quiet: "text-muted hover:bg-raised hover:text-ink",
  danger: "bg-danger text-surface hover:brightness-110 font-medium",
} as const;

const SIZES = {
  normal: "h-9 px-3.5 text-sm",
  small: "h-8 px-2.5 text-[13px]",
  icon: "size-9",
} as const;

interface Appearance {
  look?: keyof typeof LOOKS;
  size?: keyof typeof SIZES;
}

/** What makes something else, such as a link, look like a button. */
export function buttonClass({ look = "plain", size = "normal" }: Appearance = {}): string {
  return `inline-flex shrink-0 items-center justify-center gap-1.5 rounded-lg transition-[filter,background-color,color] disabled:opacity-55 ${LOOKS[look]} ${SIZES[size]}`;
}

/** A button. */
export function Button({ look, size, type = "button", className = "", ...props }: Appearance & ComponentProps<"button">) {
  return <button type={type} className={`${buttonClass({ look, size })} ${className}`} {...props} />;
}
