/** EventBridge pipes between two queues. */
export interface PipeState {
  readonly name: string;
  readonly arn: string;
  readonly sourceArn: string;
  readonly targetArn: string;
  /** What of a message goes on: a JSON path such as `$.body`. */
  readonly inputPath: string;
  readonly messageGroupId?: string;
  readonly batchSize: number;
  readonly running: boolean;
}
