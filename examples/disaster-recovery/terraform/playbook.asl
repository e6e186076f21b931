{
  "Comment": "Moves orders to the other region. A test stops before the step that cannot be undone.",
  "StartAt": "Replica is there",
  "States": {
    "Replica is there": {
      "Type": "Task",
      "Resource": "arn:aws:states:::aws-sdk:rds:describeDBInstances",
      "Parameters": { "DbInstanceIdentifier": "orders-west" },
      "ResultPath": "$.replica",
      "Next": "Is it a test"
    },
    "Is it a test": {
      "Type": "Choice",
      "Choices": [{ "Variable": "$.test", "BooleanEquals": true, "Next": "Tested" }],
      "Default": "Approve"
    },
    "Approve": {
      "Type": "Task",
      "Resource": "arn:aws:states:::sns:publish.waitForTaskToken",
      "TimeoutSeconds": 900,
      "Parameters": {
        "TopicArn": "arn:aws:sns:eu-west-1:111122223333:oncall",
        "Subject": "Fail orders over to eu-west-1?",
        "Message.$": "States.Format('Approve with: aws stepfunctions send-task-success --task-token {} --task-output true', $$.Task.Token)"
      },
      "Next": "Promote"
    },
    "Promote": {
      "Type": "Task",
      "Resource": "arn:aws:states:::aws-sdk:rds:promoteReadReplica",
      "Parameters": { "DbInstanceIdentifier": "orders-west", "BackupRetentionPeriod": 14 },
      "End": true
    },
    "Tested": { "Type": "Succeed" }
  }
}
