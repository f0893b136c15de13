import { z } from "zod";

const texts = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

/** What is used of a Sigma rule; all else that stands in one is left alone. Sigma rules specification 2.0. */
export const sigmaSchema = z.object({
  title: z.string().min(1),
  id: z.string().optional(),
  status: z.string().optional(),
  description: z.string().optional(),
  author: texts.optional(),
  references: texts.optional(),
  date: z.coerce.string().optional(),
  tags: texts.optional(),
  level: z.string().optional(),
  falsepositives: texts.optional(),
  logsource: z.object({
    category: z.string().optional(),
    product: z.string().optional(),
    service: z.string().optional(),
  }),
  detection: z.looseObject({ condition: texts }),
});

export type SigmaRule = z.output<typeof sigmaSchema>;
