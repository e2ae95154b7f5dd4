import { History } from "lucide-react";
import { Button } from "@/components/ui/button";

interface EarlierProps {
  isLoading: boolean;
  error: Error | null;
  onLoad: () => void;
}

/** Leads to what was said before. */
export function Earlier({ isLoading, error, onLoad }: EarlierProps) {
  return (
    <div className="self-center text-center text-sm">
      {error && (
        <p role="alert" className="mb-2 text-danger">
          {error.message}
        </p>
      )}
      <Button look="quiet" size="small" disabled={isLoading} onClick={onLoad}>
        <History size={14} aria-hidden />
        Show earlier messages
      </Button>
    </div>
  );
}
