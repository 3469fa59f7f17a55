/** The icons of the app, drawn for it: 24 x 24, in the colour of the text. */

import type { ReactNode } from "react";

function icon(drawn: ReactNode) {
  return function Icon() {
    return (
      <svg
        viewBox="0 0 24 24"
        width="1em"
        height="1em"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
      >
        {drawn}
      </svg>
    );
  };
}

export const Back = icon(<path d="M15 4l-8 8 8 8" />);
export const Forward = icon(<path d="M9 5l7 7-7 7" />);
export const Slips = icon(<path d="M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6" />);
export const Parcel = icon(<path d="M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8" />);
export const Outgoing = icon(<path d="M12 16V4M7 9l5-5 5 5M4 15v5h16v-5" />);
export const Gear = icon(
  <path d="M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2M18.4 5.6l-2.2 2.2M7.8 16.2l-2.2 2.2" />,
);
export const Lock = icon(<path d="M6 11h12v9H6zM9 11V7a3 3 0 0 1 6 0v4" />);
export const Tick = icon(<path d="M5 13l5 5 9-11" />);
export const Cross = icon(<path d="M6 6l12 12M18 6L6 18" />);
export const Again = icon(<path d="M19 12a7 7 0 1 1-2-5M19 3v4h-4" />);
export const Dash = icon(<path d="M6 12h12" />);
export const Camera = icon(<path d="M4 8h4l2-3h4l2 3h4v11H4zM12 10.5a3 3 0 1 0 0 6 3 3 0 0 0 0-6z" />);
export const Warning = icon(<path d="M12 4l9 16H3zM12 10v4M12 17v.5" />);
export const Phone = icon(<path d="M6 3h4l1 5-3 2c1 3 3 5 6 6l2-3 5 1v4c-8 3-18-7-15-15z" />);
export const Rubber = icon(<path d="M8 20h12M4 14l9-9 6 6-9 9H8z" />);
export const Plus = icon(<path d="M12 5v14M5 12h14" />);
export const Pen = icon(<path d="M4 20l1-5L16 4l4 4L9 19z" />);
export const Cloud = icon(<path d="M7 18h10a4 4 0 0 0 0-8 6 6 0 0 0-11-1 4.500 4.500 0 0 0 1 9z" />);
export const CloudOff = icon(
  <path d="M7 18h9M19 17a4 4 0 0 0-2-7 6 6 0 0 0-9-3M6 9a4.500 4.500 0 0 0 1 9M4 4l16 16" />,
);
export const Pause = icon(<path d="M9 6v12M15 6v12" />);
export const Scan = icon(<path d="M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16" />);
export const Dot = icon(<circle cx="12" cy="12" r="4" fill="currentColor" />);
