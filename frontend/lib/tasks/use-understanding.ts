"use client";

import { useEffect, useState } from "react";
import { understandLine } from "@/lib/api/tasks";
import { lineReader, type Reading } from "./understanding";

/** What is understood of a line that is being typed; nothing while it is being read. */
export function useUnderstanding(line: string): Reading | undefined {
  const [reading, setReading] = useState<Reading>();
  const [reader] = useState(() => lineReader(understandLine, setReading));
  useEffect(() => reader.read(line), [reader, line]);
  useEffect(() => reader.stop, [reader]);
  return reading?.line === line ? reading : undefined;
}
